import { PanelBuilder as BarChartBuilder } from '@grafana/grafana-foundation-sdk/barchart';
import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTextDisplayOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

import { type Filter, type Metric } from '../src/core';
import { DATASOURCE, NightlyTarget, type TargetOptions } from './nightlyTarget';

/** SGLang measures every second day: a line is not drawn over more than one missing night. */
const LONGEST_LINE_MS = 100 * 60 * 60 * 1000;

/** Returns a panel of one metric's trend, with the detector's level: its unit and names come from the data. */
export function trendPanel(
  metric: Metric,
  filter: Filter,
  {
    legend = '',
    scale = 'absolute',
    most = 'all',
  }: { readonly legend?: string; readonly scale?: string; readonly most?: string } = {}
): TimeSeriesBuilder {
  return new TimeSeriesBuilder()
    .title(metric.label)
    .description(
      `${explain(metric)} Points are nights; the line is the level that change detection sees, and the band holds 95 of 100 quiet nights. Lines of one colour differ in their GPU configuration. Click a point for its workflow run, its commit and the commits since the run before.`
    )
    .datasource(DATASOURCE)
    .withTarget(
      new NightlyTarget({
        kind: 'trend',
        metrics: [metric.id],
        filter,
        legend,
        scale,
        most,
        levels: true,
      } as TargetOptions)
    )
    .drawStyle(GraphDrawStyle.Line)
    .lineWidth(1)
    .showPoints(VisibilityMode.Always)
    .pointSize(4)
    .insertNulls(LONGEST_LINE_MS)
    .legend(legendBelow())
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
}

/** Returns what a metric means, and which way it gets better. */
export function explain({ description, direction }: Metric): string {
  return `${description} ${direction === 'higher' ? 'Higher is better.' : 'Lower is better.'}`;
}

/** Returns a panel with the table that a query answers. */
export function tablePanel(title: string, description: string, target: TargetOptions): TableBuilder {
  return (
    new TableBuilder()
      .title(title)
      .description(description)
      .datasource(DATASOURCE)
      .withTarget(new NightlyTarget(target))
      .filterable(true)
      .showHeader(true)
      .noValue(nothingOf(target))
      // The words are those of a table without rows: a cell without a value stays empty.
      .overrideByRegexp('/.*/', [{ id: 'noValue', value: '' }])
  );
}

/** What a table says that has no rows: not that all is well, for nothing may be known. */
function nothingOf({ kind, view }: TargetOptions): string {
  const isOfChanges = kind === 'changes' && view !== 'series' && view !== 'fleet';
  const what = isOfChanges ? 'changes are known' : kind === 'runs' ? 'runs' : 'results';
  return `No ${what} in this time range.`;
}

/** How fields become numbers. */
interface Reduced {
  /** How the values of a field become one. */
  readonly calculation: 'sum' | 'min' | 'count' | 'firstNotNull';
  /** Which fields, by their headings, and their colours from a value of 1 on; 0 is plain. */
  readonly fields: Readonly<Record<string, 'red' | 'green' | 'orange' | undefined>>;
}

/** Returns a panel with a number for each of some fields, which are named where there are several. */
export function statPanel(
  title: string,
  description: string,
  target: TargetOptions,
  { calculation, fields }: Reduced
): StatBuilder {
  const names = Object.keys(fields);
  const panel = new StatBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .withTarget(new NightlyTarget(target))
    .reduceOptions(
      new ReduceDataOptionsBuilder()
        .calcs([calculation])
        .fields(`/^(${names.join('|')})$/`)
        .values(false)
    )
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .textMode(names.length > 1 ? BigValueTextMode.ValueAndName : BigValueTextMode.Value)
    .text(new VizTextDisplayOptionsBuilder().titleSize(11).valueSize(30))
    // A fleet in which nothing changed has zeros: where there is nothing at all, nothing is known, and that is no good news.
    .noValue('–')
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([{ value: null, color: 'text' }]));
  for (const [name, color] of Object.entries(fields)) {
    const steps = [{ value: null, color: 'text' }, ...(color ? [{ value: 1, color }] : [])];
    panel.overrideByName(name, [{ id: 'thresholds', value: { mode: ThresholdsMode.Absolute, steps } }]);
  }
  return panel;
}

/** Returns a panel with groups of bars, the best first: a group for each text of one column, a bar for each of another. */
export function barPanel(
  metric: Metric,
  target: Omit<TargetOptions, 'kind' | 'metrics'>,
  { group, bar }: { readonly group: string; readonly bar: string }
): BarChartBuilder {
  return new BarChartBuilder()
    .title(`${metric.label} (${metric.unit})`)
    .description(explain(metric))
    .datasource(DATASOURCE)
    .withTarget(new NightlyTarget({ ...target, kind: 'latest', metrics: [metric.id] }))
    .withTransformation({
      id: 'sortBy',
      options: { sort: [{ field: metric.label, desc: metric.direction === 'higher' }] },
    })
    .withTransformation(toMatrix(group, bar, metric.label))
    .displayName('${__field.name}')
    .overrideByFieldType('number', PLAIN_NUMBERS)
    .orientation(VizOrientation.Horizontal)
    .legend(legendBelow())
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.None));
}

/** The unit stands in the title, for there is no room in the cells; what data say of themselves goes before defaults. */
const PLAIN_NUMBERS = [
  { id: 'unit', value: 'none' },
  { id: 'decimals', value: 0 },
];

/** Returns a table of one metric whose cells are coloured by their size: a row for each name, a column for each text. */
export function heatPanel(
  metric: Metric,
  target: Omit<TargetOptions, 'kind' | 'metrics'>,
  { row, column }: { readonly row: string; readonly column: string }
): TableBuilder {
  const color = metric.direction === 'higher' ? 'continuous-RdYlGr' : 'continuous-GrYlRd';
  return tablePanel(`${metric.label} (${metric.unit})`, `${explain(metric)} Colours compare the cells of one column.`, {
    ...target,
    kind: 'latest',
    metrics: [metric.id],
  })
    .withTransformation(toMatrix(row, column, metric.label))
    .filterable(false)
    .minWidth(70)
    .fieldMinMax(true)
    .overrideByRegexp(`^(?!${row}).*`, [
      ...PLAIN_NUMBERS,
      { id: 'color', value: { mode: color } },
      { id: 'custom.cellOptions', value: { type: 'color-background', mode: 'gradient' } },
    ])
    .overrideByRegexp(`^${row}.*`, [
      { id: 'custom.width', value: 195 },
      { id: 'custom.wrapText', value: true },
    ]);
}

/** The columns are named by their headings. */
function toMatrix(row: string, column: string, value: string) {
  return {
    id: 'groupingToMatrix',
    options: { rowField: row, columnField: column, valueField: value, emptyValue: 'null' },
  };
}

/** A list of names below a chart. */
export function legendBelow(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(true)
    .calcs([]);
}
