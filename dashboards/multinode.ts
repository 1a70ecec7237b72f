import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { LegendPlacement } from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder as XYChartBuilder, SeriesMapping, XYShowMode } from '@grafana/grafana-foundation-sdk/xychart';

import { metricOf, type MetricId, METRICS } from '../src/core';
import { changeAnnotations, runAnnotations } from './annotations';
import { seriesPanel } from './changePanels';
import { nightlyDashboard } from './dashboard';
import { DATASOURCE, NightlyTarget } from './nightlyTarget';
import { legendBelow, tablePanel, trendPanel } from './panels';
import { showColumns } from './tables';
import { scaleVariable, valuesVariable } from './variables';

/** Only runs on many GPUs have a precision: where none can be chosen, a value that nothing has keeps all others out. */
const OF_PRECISION = { precision: ['$precision', 'none'] };
const OF_MODEL = { ...OF_PRECISION, model: ['$model'], ioLength: ['$length'] };
const FILTER = { ...OF_MODEL, topology: ['$topology'] };
const LEGEND = 'conc={{concurrency}} {{topology}}';
const TRENDS: readonly MetricId[] = ['throughput_per_gpu', 'interactivity', 'ttft_ms', 'tpot_ms', 'itl_ms', 'e2el_ms'];

/** Multi-node runs: throughput per GPU against what a user sees, and their trends. */
export function multinodeDashboard(): DashboardBuilder {
  const ids = METRICS.filter(({ suite }) => suite === 'multinode').map(({ id }) => id);
  const dashboard = nightlyDashboard(
    'sglang-nightly-multinode',
    'SGLang Nightly / Multi-node',
    'Runs on many GPUs, prefill and decode apart: throughput per GPU against what one user sees, and latencies.'
  )
    .annotation(changeAnnotations(FILTER, ids))
    .annotation(runAnnotations());
  variables().forEach((variable) => dashboard.withVariable(variable));
  dashboard
    .withVariable(scaleVariable())
    .withPanel(frontPanel().height(14).span(24))
    .withPanel(latestPanel().height(10).span(24))
    .withRow(new RowBuilder('Night after night'));
  TRENDS.map(metricOf).forEach((metric) =>
    dashboard.withPanel(
      trendPanel(metric, FILTER, { legend: LEGEND, scale: '$scale', most: 'eight' }).height(10).span(12)
    )
  );
  return dashboard.withPanel(seriesPanel({ filter: FILTER, metrics: ids }).height(10).span(24));
}

function variables() {
  return [
    valuesVariable({ name: 'precision', attribute: 'precision', multi: false }),
    valuesVariable({ name: 'model', attribute: 'model', filter: OF_PRECISION, multi: false }),
    valuesVariable({
      name: 'length',
      attribute: 'ioLength',
      filter: { ...OF_PRECISION, model: ['$model'] },
      multi: false,
    }),
    valuesVariable({ name: 'topology', attribute: 'topology', filter: OF_MODEL }),
  ];
}

/** The upper right is best: a line for each topology, a point for each concurrency, and the front of all. */
function frontPanel(): XYChartBuilder {
  const [throughput, interactivity] = [metricOf('throughput_per_gpu'), metricOf('interactivity')];
  return new XYChartBuilder()
    .title('Throughput per GPU against interactivity')
    .description(
      'Each point is a concurrency of the latest night: up is more tokens from a GPU, right is a faster answer for one user. The front joins the points that no other beats in both.'
    )
    .datasource(DATASOURCE)
    .withTarget(
      new NightlyTarget({
        kind: 'latest',
        metrics: [interactivity.id, throughput.id],
        filter: FILTER,
        legend: '{{topology}}',
        front: true,
      })
    )
    .withTransformation({
      id: 'filterFieldsByName',
      options: { include: { names: ['Name', interactivity.label, throughput.label] } },
    })
    .withTransformation({
      id: 'partitionByValues',
      options: { fields: ['Name'], keepFields: false, naming: { asLabels: false } },
    })
    .overrideByRegexp(`/${throughput.label}/`, [
      { id: 'displayName', value: '${__series.name}' },
      { id: 'custom.axisLabel', value: throughput.label },
    ])
    .overrideByRegexp(`/${interactivity.label}/`, [{ id: 'custom.axisLabel', value: interactivity.label }])
    .pointSize({ fixed: 7 })
    .legend(legendBelow().placement(LegendPlacement.Bottom))
    .mapping(SeriesMapping.Auto)
    .series([])
    .show(XYShowMode.PointsAndLines);
}

function latestPanel() {
  const metrics = TRENDS.filter((id) => id !== 'itl_ms').map(metricOf);
  const panel = tablePanel('Latest', 'The latest values of each topology and concurrency.', {
    kind: 'latest',
    metrics: metrics.map(({ id }) => id),
    filter: FILTER,
  }).filterable(false);
  return showColumns(panel, {
    Topology: { least: 150 },
    Concurrency: { width: 110 },
    ...Object.fromEntries(metrics.map(({ label }) => [label, { width: widthOf(label) }])),
  });
}

/** Wide enough for the longest word of a heading. */
function widthOf(label: string): number {
  return 34 + 7.25 * Math.max(...label.split(' ').map((word) => word.length));
}
