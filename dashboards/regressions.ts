import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';

import { eventsPanel, fleetPanel, incidentsPanel, seriesPanel, suspectsPanel } from './changePanels';
import { nightlyDashboard } from './dashboard';
import { type TargetOptions } from './nightlyTarget';
import { metricsVariable, valuesVariable } from './variables';

const FILTER = { gpuConfig: ['$gpu'], model: ['$model'] };
const SELECTED: Omit<TargetOptions, 'kind' | 'view'> = { metrics: ['$metric'], filter: FILTER };

/** Regressions and improvements: incidents, each change, and how small a change would be seen. */
export function regressionsDashboard(): DashboardBuilder {
  return nightlyDashboard(
    'sglang-nightly-regressions',
    'SGLang Nightly / Regressions',
    'Regressions and improvements, detected despite noise: incidents, each change with its suspect commits, missing series, and the smallest change that would be seen.'
  )
    .withVariable(valuesVariable({ name: 'gpu', attribute: 'gpuConfig' }))
    .withVariable(valuesVariable({ name: 'model', attribute: 'model', filter: { gpuConfig: ['$gpu'] } }))
    .withVariable(metricsVariable())
    .withPanel(incidentsPanel(SELECTED).height(9).span(24))
    .withPanel(suspectsPanel(SELECTED).height(10).span(24))
    .withPanel(
      eventsPanel('Open', 'What got worse and has not recovered. Click what changed for the trend of its series.', {
        ...SELECTED,
        states: ['regressed', 'partly recovered', 'drift', 'not run', 'missing', 'failed', 'ended', 'new'],
      })
        .height(11)
        .span(24)
    )
    .withPanel(
      eventsPanel('Other changes', 'What got better, what was undone or withdrawn, and what may become a change.', {
        ...SELECTED,
        states: ['improved', 'recovered', 'withdrawn', 'suspect'],
      })
        .height(9)
        .span(24)
    )
    .withPanel(fleetPanel({ filter: FILTER }).height(7).span(24))
    .withRow(smallestChangesRow());
}

/** A row for each series and metric is much to load: Grafana asks for it where somebody opens it. */
function smallestChangesRow(): RowBuilder {
  return new RowBuilder('How small a change would be seen')
    .collapsed(true)
    .withPanel(seriesPanel(SELECTED).height(12).span(24));
}
