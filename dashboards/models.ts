import { LegendPlacement } from '@grafana/grafana-foundation-sdk/common';
import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as XYChartBuilder, SeriesMapping, XYShowMode } from '@grafana/grafana-foundation-sdk/xychart';

import { type Metric, metricOf } from '../src/core';
import { nightlyDashboard } from './dashboard';
import { DATASOURCE, NightlyTarget } from './nightlyTarget';
import { barPanel, explain, heatPanel, legendBelow, tablePanel } from './panels';
import { showColumns } from './tables';
import { SERVING, valuesVariable } from './variables';

const NAME = '{{short_model}} {{variant}}';
const HEADINGS = { name: 'Name', gpu: 'GPU configuration', batch: 'Batch size', variant: 'Variant' };
const FILTER = { gpuConfig: ['$gpu'], ioLength: ['$length'] };
const AT_BATCH = { ...FILTER, batchSize: ['$batch'] };

/** The latest night across models, GPU configurations and variants. */
export function modelsDashboard(): DashboardBuilder {
  const [output, ttft, latency] = [metricOf('output_throughput'), metricOf('ttft_ms'), metricOf('latency_ms')];
  const latest = { filter: AT_BATCH, legend: NAME };
  const sides = { group: HEADINGS.name, bar: HEADINGS.gpu };
  const heat = (metric: Metric) =>
    heatPanel(metric, { filter: FILTER, legend: NAME }, { row: HEADINGS.name, column: HEADINGS.batch });
  const dashboard = nightlyDashboard(
    'sglang-nightly-models',
    'SGLang Nightly / Models and configurations',
    'The latest night across models, GPU configurations and variants: who is fastest, and at what latency.'
  );
  variables().forEach((variable) => dashboard.withVariable(variable));
  return dashboard
    .withRow(new RowBuilder('GPU configurations side by side, batch size $batch'))
    .withPanel(barPanel(output, latest, sides).height(14).span(24))
    .withPanel(barPanel(ttft, latest, sides).height(14).span(24))
    .withRow(new RowBuilder('Side by side, batch size $batch'))
    .withPanel(ratioPanel('One GPU configuration against another', output, 'gpuConfig').height(10).span(24))
    .withPanel(ratioPanel('Gain of speculative decoding', output, 'speculation').height(10).span(24))
    .withRow(new RowBuilder('Throughput against latency, batch size $batch'))
    .withPanel(latencyPanel().height(13).span(24))
    .withRow(new RowBuilder('$gpu, all batch sizes').repeat('gpu'))
    .withPanel(heat(output).height(11).span(12))
    .withPanel(heat(latency).height(11).span(12))
    .withRow(new RowBuilder('Variants of $model'))
    .withPanel(variantsPanel().height(10).span(24));
}

function variables() {
  const gpu = { gpuConfig: ['$gpu'] };
  const length = { ...gpu, ioLength: ['$length'] };
  return [
    valuesVariable({ name: 'gpu', attribute: 'gpuConfig', filter: SERVING }),
    valuesVariable({ name: 'length', attribute: 'ioLength', filter: gpu, multi: false }),
    valuesVariable({ name: 'batch', attribute: 'batchSize', filter: length, multi: false }),
    valuesVariable({ name: 'model', attribute: 'model', filter: length, multi: false }),
  ];
}

/** How many times as good, with both values and the acceptance length beside it. */
function ratioPanel(title: string, metric: Metric, by: 'gpuConfig' | 'speculation') {
  const panel = tablePanel(title, `${explain(metric)} Above 1, what is compared is better than its baseline.`, {
    kind: 'ratio',
    by,
    metrics: [metric.id],
    filter: by === 'gpuConfig' ? { ioLength: ['$length'], batchSize: ['$batch'] } : AT_BATCH,
  }).filterable(false);
  return showColumns(panel, {
    Name: { least: 150 },
    Ratio: 200,
    Compared: 165,
    Baseline: 130,
    ...(by === 'gpuConfig' ? {} : { 'Acceptance length': { width: 100 } }),
  }).overrideByName('Ratio', [
    { id: 'custom.cellOptions', value: { type: 'gauge', mode: 'basic' } },
    { id: 'min', value: 0 },
    { id: 'fieldMinMax', value: true },
  ]);
}

/** Speculative variants beside plain ones. */
function variantsPanel() {
  const output = metricOf('output_throughput');
  return barPanel(
    output,
    { filter: { ...FILTER, model: ['$model'] }, legend: '{{gpu_config}} bs={{batch_size}}' },
    { group: HEADINGS.name, bar: HEADINGS.variant }
  ).description(`${output.description} Speculative variants (MTP, EAGLE) beside plain ones.`);
}

/** One point a series, each with a name and a colour of its own. */
function latencyPanel(): XYChartBuilder {
  const [output, latency] = [metricOf('output_throughput'), metricOf('latency_ms')];
  return new XYChartBuilder()
    .title('Output throughput against latency')
    .description('Each point is a model and variant: up is faster decoding, left is a shorter wait.')
    .datasource(DATASOURCE)
    .withTarget(new NightlyTarget({ kind: 'latest', metrics: [latency.id, output.id], filter: AT_BATCH, legend: NAME }))
    .withTransformation({
      id: 'filterFieldsByName',
      options: { include: { names: [HEADINGS.name, HEADINGS.gpu, latency.label, output.label] } },
    })
    .withTransformation({
      id: 'partitionByValues',
      options: { fields: [HEADINGS.name, HEADINGS.gpu], keepFields: false, naming: { asLabels: false } },
    })
    .overrideByRegexp(`/${output.label}/`, [
      { id: 'displayName', value: '${__series.name}' },
      { id: 'custom.axisLabel', value: output.label },
    ])
    .overrideByRegexp(`/${latency.label}/`, [{ id: 'custom.axisLabel', value: latency.label }])
    .pointSize({ fixed: 7 })
    .legend(legendBelow().placement(LegendPlacement.Right))
    .mapping(SeriesMapping.Auto)
    .series([])
    .show(XYShowMode.Points);
}
