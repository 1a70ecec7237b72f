import { type DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';

import { METRICS } from '../src/core';
import { incidentsPanel } from './changePanels';
import { nightlyDashboard } from './dashboard';
import { type TargetOptions } from './nightlyTarget';
import { tablePanel } from './panels';
import { showColumns } from './tables';
import { metricsVariable, nightVariable, valuesVariable } from './variables';

const FILTER = { gpuConfig: ['$gpu'], model: ['$model'] };

const COMPARISON: TargetOptions = {
  kind: 'compare',
  metrics: METRICS.map(({ id }) => id),
  filter: FILTER,
  baseline: { kind: 'text', value: '$a' },
  target: { kind: 'text', value: '$b' },
};

/** Two nights, or two releases, side by side. */
export function compareDashboard(): DashboardBuilder {
  return nightlyDashboard(
    'sglang-nightly-compare',
    'SGLang Nightly / Compare two nights',
    'Night B against night A: what is really different, what is noise, and the change points that explain it.'
  )
    .withVariable(nightVariable('a', 'Night A', { text: '30 days earlier', value: 'days:30' }))
    .withVariable(nightVariable('b', 'Night B', { text: 'Latest', value: 'latest' }))
    .withVariable(valuesVariable({ name: 'gpu', attribute: 'gpuConfig' }))
    .withVariable(valuesVariable({ name: 'model', attribute: 'model', filter: { gpuConfig: ['$gpu'] } }))
    .withVariable(metricsVariable('output_throughput'))
    .withPanel(
      comparisonPanel(
        'Biggest movers',
        'What stands out of the noise in any metric, by the levels of up to 7 nights around each night; the largest change first.',
        { ...COMPARISON, rows: 'different' }
      )
        .height(11)
        .span(24)
    )
    .withPanel(
      comparisonPanel(
        'Every series',
        'Each series in the metric chosen: both values, the change of level with its interval, and where none is seen, what could have been missed.',
        { ...COMPARISON, metrics: ['$metric'] }
      )
        .height(13)
        .span(24)
    )
    .withPanel(incidentsPanel({ filter: FILTER }).height(10).span(24));
}

function comparisonPanel(title: string, description: string, target: TargetOptions) {
  return showColumns(tablePanel(title, description, target), {
    Verdict: 115,
    'GPU configuration': { width: 133 },
    Name: { least: 150 },
    Metric: { least: 140 },
    'Change of level': { width: 95 },
    'Could have missed': { width: 95 },
    '^[AB]: .*$': { width: 140 },
  });
}
