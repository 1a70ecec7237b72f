import { type DashboardBuilder } from '@grafana/grafana-foundation-sdk/dashboard';

import { eventsPanel } from './changePanels';
import { nightlyDashboard } from './dashboard';
import { type TargetOptions } from './nightlyTarget';
import { tablePanel } from './panels';
import { showColumns } from './tables';
import { metricsVariable, nightVariable, valuesVariable } from './variables';

const FILTER = { gpuConfig: ['$gpu'], model: ['$model'] };
const MOST_MOVERS = 15;

const COMPARISON: TargetOptions = {
  kind: 'compare',
  metrics: ['$metric'],
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
    .withVariable(metricsVariable())
    .withPanel(
      comparisonPanel(
        'Biggest movers',
        'The largest differences that stand out of the noise, by the levels of up to 7 nights around each.'
      )
        .withTransformation({
          id: 'filterByValue',
          options: {
            filters: [{ fieldName: 'magnitude', config: { id: 'isNotNull', options: {} } }],
            type: 'include',
            match: 'any',
          },
        })
        .withTransformation({ id: 'sortBy', options: { sort: [{ field: 'magnitude', desc: true }] } })
        .withTransformation({ id: 'limit', options: { limitField: MOST_MOVERS } })
        .height(11)
        .span(24)
    )
    .withPanel(
      comparisonPanel(
        'All differences',
        'Each series and metric: both values, the change of level with its interval, and where none is seen, what could have been missed.'
      )
        .height(13)
        .span(24)
    )
    .withPanel(
      eventsPanel('Change points', 'What changed in the time range, with the suspect commits.', {
        metrics: ['$metric'],
        filter: FILTER,
      })
        .height(10)
        .span(24)
    );
}

function comparisonPanel(title: string, description: string) {
  return showColumns(tablePanel(title, description, COMPARISON), {
    Verdict: 115,
    'GPU configuration': { width: 125 },
    Name: { least: 180 },
    Metric: { least: 140 },
    'Change of level': { width: 95 },
    'Could have missed': { width: 95 },
    '^[AB]: .*$': { width: 115 },
  });
}
