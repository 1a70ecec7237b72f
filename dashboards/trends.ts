import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';

import { metricOf, type MetricId } from '../src/core';
import { nightlyDashboard } from './dashboard';
import { tablePanel, trendPanel } from './panels';
import { valuesVariable } from './variables';

const GROUPS: readonly MetricId[] = [
  'overall_throughput',
  'output_throughput',
  'input_throughput',
  'latency_ms',
  'ttft_ms',
  'acc_length',
];

const FILTER = {
  gpuConfig: ['$gpu'],
  model: ['$model'],
  variant: ['$variant'],
  batchSize: ['$batch'],
  ioLength: ['$length'],
};

/** Trends of one or more models: a row a metric, a panel a batch size. */
export function trendsDashboard(): DashboardBuilder {
  const dashboard = nightlyDashboard(
    'sglang-nightly-trends',
    'SGLang Nightly / Trends',
    'Throughput, latency, time to first token and acceptance length, night after night.'
  )
    .withVariable(valuesVariable({ name: 'model', attribute: 'model', multi: false }))
    .withVariable(valuesVariable({ name: 'gpu', attribute: 'gpuConfig', filter: { model: ['$model'] } }))
    .withVariable(
      valuesVariable({ name: 'variant', attribute: 'variant', filter: { model: ['$model'], gpuConfig: ['$gpu'] } })
    )
    .withVariable(
      valuesVariable({
        name: 'length',
        attribute: 'ioLength',
        filter: { model: ['$model'], gpuConfig: ['$gpu'], variant: ['$variant'] },
      })
    )
    .withVariable(
      valuesVariable({
        name: 'batch',
        attribute: 'batchSize',
        filter: { model: ['$model'], gpuConfig: ['$gpu'], variant: ['$variant'], ioLength: ['$length'] },
      })
    );
  GROUPS.map(metricOf).forEach((metric) =>
    dashboard
      .withRow(new RowBuilder(metric.label))
      .withPanel(
        trendPanel(metric, FILTER)
          .title('Batch size $batch')
          .repeat('batch')
          .repeatDirection('h')
          .maxPerRow(4)
          .height(8)
          .span(24)
      )
  );
  return dashboard.withRow(new RowBuilder('Runs')).withPanel(
    tablePanel(
      'Runs',
      'Every run of the time range, also those without results, with links to the run, its commit and the commits since the run before.',
      {
        kind: 'runs',
      }
    )
      .height(10)
      .span(24)
  );
}
