import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';

import { type Metric, METRICS } from '../src/core';
import { changeAnnotations, runAnnotations } from './annotations';
import { seriesPanel } from './changePanels';
import { nightlyDashboard } from './dashboard';
import { tablePanel, trendPanel } from './panels';
import { showColumns } from './tables';
import { valuesVariable } from './variables';

const FILTER = { testSuite: ['$suite'], testName: ['$test'] };

/** Image and video generation: times and frames by suite and test. */
export function diffusionDashboard(): DashboardBuilder {
  const metrics = METRICS.filter(({ suite }) => suite === 'diffusion');
  const ids = metrics.map(({ id }) => id);
  const dashboard = nightlyDashboard(
    'sglang-nightly-diffusion',
    'SGLang Nightly / Diffusion',
    'Image and video generation: end-to-end and denoise times, frames per second by suite and test.'
  )
    .annotation(changeAnnotations(FILTER, ids))
    .annotation(runAnnotations())
    .withVariable(valuesVariable({ name: 'suite', attribute: 'testSuite' }))
    .withVariable(valuesVariable({ name: 'test', attribute: 'testName', filter: { testSuite: ['$suite'] } }));
  metrics.forEach((metric) =>
    dashboard.withPanel(trendPanel(metric, FILTER, { legend: '{{test_name}}' }).height(9).span(12))
  );
  return dashboard
    .withRow(new RowBuilder('Latest night and states'))
    .withPanel(latestPanel(metrics).height(8).span(24))
    .withPanel(seriesPanel({ filter: FILTER, metrics: ids }).height(9).span(24));
}

function latestPanel(metrics: readonly Metric[]) {
  const panel = tablePanel('Latest', 'The latest value of each test.', {
    kind: 'latest',
    metrics: metrics.map(({ id }) => id),
    filter: FILTER,
  });
  return showColumns(panel, {
    'Test suite': 200,
    Test: { least: 120 },
    ...Object.fromEntries(metrics.map(({ label }) => [label, 185])),
  });
}
