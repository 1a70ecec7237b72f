import {
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

import { type Filter, type Metric } from '../src/core';
import { DATASOURCE, NightlyTarget, type TargetOptions } from './nightlyTarget';

/** A missing night shows as a gap: a line is not drawn over more than this. */
const LONGEST_LINE_MS = 40 * 60 * 60 * 1000;

/** Returns a panel of one metric's trend: its unit and names come from the data. */
export function trendPanel(metric: Metric, filter: Filter, legend = ''): TimeSeriesBuilder {
  const better = metric.direction === 'higher' ? 'Higher is better.' : 'Lower is better.';
  return new TimeSeriesBuilder()
    .title(metric.label)
    .description(
      `${metric.description} ${better} Click a point for its workflow run, its commit and the commits since the run before.`
    )
    .datasource(DATASOURCE)
    .withTarget(new NightlyTarget({ kind: 'trend', metrics: [metric.id], filter, legend }))
    .drawStyle(GraphDrawStyle.Line)
    .lineWidth(1)
    .showPoints(VisibilityMode.Always)
    .pointSize(4)
    .insertNulls(LONGEST_LINE_MS)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs([])
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
}

/** Returns a panel with the table that a query answers. */
export function tablePanel(title: string, description: string, target: TargetOptions): TableBuilder {
  return new TableBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .withTarget(new NightlyTarget(target))
    .filterable(true)
    .showHeader(true);
}
