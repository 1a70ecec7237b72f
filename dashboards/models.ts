import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as XYChartBuilder, SeriesMapping, XYShowMode } from '@grafana/grafana-foundation-sdk/xychart';

import { metricOf } from '../src/core';
import { nightlyDashboard } from './dashboard';
import { DATASOURCE, NightlyTarget } from './nightlyTarget';
import { barPanel, heatPanel, legendBelow } from './panels';
import { valuesVariable } from './variables';

const NAME = '{{model}} {{variant}}';
const HEADINGS = { name: 'Name', gpu: 'GPU configuration', batch: 'Batch size', variant: 'Variant' };
const FILTER = { gpuConfig: ['$gpu'], ioLength: ['$length'] };
const AT_BATCH = { ...FILTER, batchSize: ['$batch'] };

/** The latest night across models, GPU configurations and variants. */
export function modelsDashboard(): DashboardBuilder {
  const [output, ttft, latency] = [metricOf('output_throughput'), metricOf('ttft_ms'), metricOf('latency_ms')];
  const latest = { filter: AT_BATCH, legend: NAME };
  const sides = { group: HEADINGS.name, bar: HEADINGS.gpu };
  return nightlyDashboard(
    'sglang-nightly-models',
    'SGLang Nightly / Models and configurations',
    'The latest night across models, GPU configurations and variants: who is fastest, and at what latency.'
  )
    .withVariable(
      valuesVariable({ name: 'gpu', attribute: 'gpuConfig', filter: { batchSize: ['1', '8', '16', '64'] } })
    )
    .withVariable(
      valuesVariable({ name: 'length', attribute: 'ioLength', filter: { gpuConfig: ['$gpu'] }, multi: false })
    )
    .withVariable(
      valuesVariable({
        name: 'batch',
        attribute: 'batchSize',
        filter: { gpuConfig: ['$gpu'], ioLength: ['$length'] },
        multi: false,
      })
    )
    .withVariable(
      valuesVariable({
        name: 'model',
        attribute: 'model',
        filter: { gpuConfig: ['$gpu'], ioLength: ['$length'] },
        multi: false,
      })
    )
    .withRow(new RowBuilder('GPU configurations side by side, batch size $batch'))
    .withPanel(barPanel(output, latest, sides).height(11).span(12))
    .withPanel(barPanel(ttft, latest, sides).height(11).span(12))
    .withRow(new RowBuilder('Throughput against latency, batch size $batch'))
    .withPanel(latencyPanel().height(11).span(24))
    .withRow(new RowBuilder('$gpu, all batch sizes').repeat('gpu'))
    .withPanel(
      heatPanel(output, { filter: FILTER, legend: NAME }, { row: HEADINGS.name, column: HEADINGS.batch })
        .height(11)
        .span(12)
    )
    .withPanel(
      heatPanel(latency, { filter: FILTER, legend: NAME }, { row: HEADINGS.name, column: HEADINGS.batch })
        .height(11)
        .span(12)
    )
    .withRow(new RowBuilder('Variants of $model'))
    .withPanel(
      barPanel(
        output,
        { filter: { ...FILTER, model: ['$model'] }, legend: '{{gpu_config}} bs={{batch_size}}' },
        { group: HEADINGS.name, bar: HEADINGS.variant }
      )
        .description(`${output.description} Speculative variants (MTP, EAGLE) beside plain ones.`)
        .height(10)
        .span(24)
    );
}

/** One point a series, a colour a GPU configuration. */
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
    .withTransformation({ id: 'partitionByValues', options: { fields: [HEADINGS.gpu], keepFields: false } })
    .legend(legendBelow())
    .mapping(SeriesMapping.Auto)
    .series([])
    .show(XYShowMode.Points);
}
