import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';

import { runAnnotations } from './annotations';
import { fleetPanel, incidentsPanel, matrixPanel } from './changePanels';
import { nightlyDashboard } from './dashboard';
import { statPanel, tablePanel } from './panels';
import { showColumns } from './tables';

const FLEET = { kind: 'changes', view: 'fleet' } as const;
const RUNS = { kind: 'runs' } as const;

/** What needs attention: the fleet, what changed, and the runs. */
export function overviewDashboard(): DashboardBuilder {
  const dashboard = nightlyDashboard(
    'sglang-nightly-overview',
    'SGLang Nightly / Overview',
    'What needs attention: which GPU configurations ran, what regressed or improved, and the runs.'
  ).annotation(runAnnotations());
  totals().forEach((panel) => dashboard.withPanel(panel.height(3).span(3)));
  return dashboard
    .withPanel(matrixPanel().height(9).span(24))
    .withPanel(incidentsPanel().title('What changed').height(6).span(24))
    .withRow(new RowBuilder('GPU configurations and runs'))
    .withPanel(fleetPanel().height(7).span(24))
    .withPanel(runsPanel().height(10).span(24));
}

/** One number a panel. */
function totals() {
  const ofFleet = (field: string, description: string, color: 'red' | 'green' | 'orange') =>
    statPanel(field, description, FLEET, { field, calculation: 'sum', color });
  const ofLatestRun = (field: string, description: string) =>
    statPanel(field, description, RUNS, { field, calculation: 'firstNotNull' });
  return [
    ofFleet('Regressed', 'Series with an open regression.', 'red'),
    ofFleet('New', 'Series whose regression was first reported with the latest night.', 'red'),
    ofFleet('Missing', 'Series that did not run although their GPU configuration did.', 'orange'),
    ofFleet('Improved', 'Series with an improvement that holds.', 'green'),
    statPanel('Since the last night', 'Age of the newest results.', FLEET, { field: 'Age', calculation: 'min' }),
    statPanel('Runs', 'Runs of the time range.', RUNS, { field: 'Run', calculation: 'count' }),
    ofLatestRun('Models', 'Models in the latest run.'),
    ofLatestRun('Benchmarks', 'Benchmarks in the latest run.'),
  ];
}

/** The table of runs, also of those without results. */
export function runsPanel() {
  const panel = tablePanel(
    'Runs',
    'Every run of the time range, also those without results, with links to the run, its commit and the commits since the run before.',
    RUNS
  );
  return showColumns(panel, {
    Date: 150,
    Run: 120,
    Commit: 100,
    Branch: { least: 150 },
    Event: 150,
    Conclusion: 110,
    Models: 85,
    Benchmarks: 115,
    Issues: 80,
    Results: { least: 120 },
  });
}
