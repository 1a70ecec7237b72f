import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';

import { runAnnotations } from './annotations';
import { fleetPanel, incidentsPanel } from './changePanels';
import { nightlyDashboard } from './dashboard';
import { statPanel, tablePanel } from './panels';

const FLEET = { kind: 'changes', view: 'fleet' } as const;
const RUNS = { kind: 'runs' } as const;

/** What needs attention: the fleet, what changed, and the runs. */
export function overviewDashboard(): DashboardBuilder {
  const small = <T extends { height(n: number): T; span(n: number): T }>(panel: T) => panel.height(3).span(6);
  return nightlyDashboard(
    'sglang-nightly-overview',
    'SGLang Nightly / Overview',
    'What needs attention: which GPU configurations ran, what regressed or improved, and the runs.'
  )
    .annotation(runAnnotations())
    .withPanel(
      small(
        statPanel('Regressed', 'Series with an open regression.', FLEET, {
          field: 'Regressed',
          calculation: 'sum',
          color: 'red',
        })
      )
    )
    .withPanel(
      small(
        statPanel('New', 'Series whose regression was first told with the latest night.', FLEET, {
          field: 'New',
          calculation: 'sum',
          color: 'red',
        })
      )
    )
    .withPanel(
      small(
        statPanel('Missing', 'Series that did not run although their machine did.', FLEET, {
          field: 'Missing',
          calculation: 'sum',
          color: 'orange',
        })
      )
    )
    .withPanel(
      small(
        statPanel('Improved', 'Series with an improvement that holds.', FLEET, {
          field: 'Improved',
          calculation: 'sum',
          color: 'green',
        })
      )
    )
    .withPanel(
      small(
        statPanel('Since the last night', 'Age of the newest results.', FLEET, { field: 'Age', calculation: 'min' })
      )
    )
    .withPanel(small(statPanel('Runs', 'Runs of the time range.', RUNS, { field: 'Run', calculation: 'count' })))
    .withPanel(
      small(statPanel('Models', 'Models in the latest run.', RUNS, { field: 'Models', calculation: 'firstNotNull' }))
    )
    .withPanel(
      small(
        statPanel('Benchmarks', 'Benchmarks in the latest run.', RUNS, {
          field: 'Benchmarks',
          calculation: 'firstNotNull',
        })
      )
    )
    .withPanel(fleetPanel().height(7).span(24))
    .withPanel(incidentsPanel().title('What changed').height(9).span(24))
    .withRow(new RowBuilder('Runs'))
    .withPanel(runsPanel().height(10).span(24));
}

/** The table of runs, also of those without results. */
export function runsPanel() {
  return tablePanel(
    'Runs',
    'Every run of the time range, also those without results, with links to the run, its commit and the commits since the run before.',
    RUNS
  );
}
