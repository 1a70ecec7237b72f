import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';

import { type Metric, type MetricId, metricOf } from '../src/core';
import { changeAnnotations, runAnnotations } from './annotations';
import { seriesPanel } from './changePanels';
import { nightlyDashboard } from './dashboard';
import { tablePanel, trendPanel } from './panels';
import { showColumns } from './tables';
import { scaleVariable, valuesVariable } from './variables';

const FILTER = { case: ['$case'] };
const TRENDS: readonly MetricId[] = [
  'e2e_ms',
  'server_e2e_ms',
  'denoising_ms',
  'median_denoise_ms',
  'text_encoding_ms',
  'decoding_ms',
  'first_request_ms',
];
const LEGEND = '{{case}} {{test_name}}';

/** Image and video generation: times by case. */
export function diffusionDashboard(): DashboardBuilder {
  const [first, ...others] = TRENDS.map(metricOf) as [Metric, ...Metric[]];
  const ids = [first, ...others].map(({ id }) => id);
  const dashboard = nightlyDashboard(
    'sglang-nightly-diffusion',
    'SGLang Nightly / Diffusion',
    'Image and video generation: end-to-end times by case, and where they go.'
  )
    .annotation(changeAnnotations(FILTER, ids))
    .annotation(runAnnotations())
    .withVariable(valuesVariable({ name: 'case', attribute: 'case' }))
    .withVariable(scaleVariable())
    .withPanel(trendPanel(first, FILTER, { legend: LEGEND, scale: '$scale' }).height(11).span(24))
    .withPanel(latestPanel([first]).height(9).span(24))
    .withPanel(seriesPanel({ filter: FILTER, metrics: ids }).height(9).span(24));
  dashboard.withRow(new RowBuilder('Stages, where a night has them'));
  others.forEach((metric) =>
    dashboard.withPanel(trendPanel(metric, FILTER, { legend: LEGEND, scale: '$scale' }).height(9).span(12))
  );
  return dashboard;
}

function latestPanel(metrics: readonly Metric[]) {
  const panel = tablePanel('Latest', 'The latest value of each case, and its change to the run before.', {
    kind: 'latest',
    metrics: metrics.map(({ id }) => id),
    filter: FILTER,
    // Suites before 2026 have a suite and a test instead of a model and a case.
    legend: '{{short_model}} {{case}} {{framework}} {{test_suite}} {{test_name}}',
  });
  return showColumns(panel, {
    Name: { least: 200 },
    ...Object.fromEntries(
      metrics.flatMap(({ label }) => [
        [label, { width: 165 }],
        [`${label}, change`, { width: 130 }],
      ])
    ),
  });
}
