import { type DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';

import { metricOf } from '../src/core';
import { changeAnnotations, releaseAnnotations } from './annotations';
import { nightlyDashboard } from './dashboard';
import { tablePanel, trendPanel } from './panels';
import { showColumns } from './tables';
import { metricsVariable, valuesVariable } from './variables';

const FILTER = { gpuConfig: ['$gpu'], model: ['$model'] };
/** What people compare releases by. */
const WATCHED = ['output_throughput', 'ttft_ms', 'latency_ms'] as const;

/** Each release against the one before. */
export function releasesDashboard(): DashboardBuilder {
  const dashboard = nightlyDashboard(
    'sglang-nightly-releases',
    'SGLang Nightly / Releases',
    'Each release against the one before, by the nights nearest to their commits: better, worse, unchanged, and what could have been missed.'
  )
    .time({ from: 'now-180d', to: 'now' })
    .annotation(releaseAnnotations(true))
    .annotation(changeAnnotations(FILTER, WATCHED))
    .withVariable(valuesVariable({ name: 'gpu', attribute: 'gpuConfig' }))
    .withVariable(valuesVariable({ name: 'model', attribute: 'model', filter: { gpuConfig: ['$gpu'] } }))
    .withVariable(metricsVariable('output_throughput'))
    .withPanel(
      releasesPanel(
        'Releases',
        'Of all series that the nights of both releases have. A release without a night within 14 days of its commit is left out.'
      )
        .height(12)
        .span(24)
    );
  WATCHED.map(metricOf).forEach((metric) =>
    dashboard.withPanel(trendPanel(metric, FILTER, { scale: 'relative', most: 'eight' }).height(11).span(24))
  );
  return dashboard;
}

function releasesPanel(title: string, description: string) {
  const target = { kind: 'releases', metrics: ['$metric'], filter: FILTER } as const;
  return showColumns(tablePanel(title, description, target), {
    Release: 105,
    Model: { least: 160 },
    'Mean change': { width: 95 },
    Better: 100,
    Worse: 100,
    Unchanged: 130,
    'Could have missed': { width: 95 },
    Date: 165,
  });
}
