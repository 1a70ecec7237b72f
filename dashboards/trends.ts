import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';

import { metricOf, type MetricId } from '../src/core';
import { changeAnnotations, releaseAnnotations, runAnnotations } from './annotations';
import { seriesPanel } from './changePanels';
import { nightlyDashboard } from './dashboard';
import { runsPanel } from './overview';
import { trendPanel } from './panels';
import { scaleVariable, servingVariables } from './variables';

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

/** Trends of one model: a panel for each metric, with the eight lines that changed most until a filter says which. */
export function trendsDashboard(): DashboardBuilder {
  const dashboard = nightlyDashboard(
    'sglang-nightly-trends',
    'SGLang Nightly / Trends',
    'Throughput, latency, time to first token and acceptance length, night after night.'
  )
    .annotation(changeAnnotations(FILTER))
    .annotation(runAnnotations())
    .annotation(releaseAnnotations());
  servingVariables().forEach((variable) => dashboard.withVariable(variable));
  dashboard.withVariable(scaleVariable());
  GROUPS.map(metricOf).forEach((metric) =>
    dashboard.withPanel(trendPanel(metric, FILTER, { scale: '$scale', most: 'eight' }).height(11).span(12))
  );
  return dashboard.withRow(statesRow());
}

/** Grafana asks for its tables where somebody opens it. */
function statesRow(): RowBuilder {
  return new RowBuilder('States and runs')
    .collapsed(true)
    .withPanel(seriesPanel({ filter: FILTER }).height(9).span(24))
    .withPanel(runsPanel().height(9).span(24));
}
