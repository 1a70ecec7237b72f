import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';

import { runAnnotations } from './annotations';
import { fleetPanel, incidentSentencesPanel, matrixPanel } from './changePanels';
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
  return dashboard
    .withPanel(changedTotals().height(3).span(10))
    .withPanel(age().height(3).span(5))
    .withPanel(runTotal().height(3).span(3))
    .withPanel(latestTotals().height(3).span(6))
    .withPanel(matrixPanel().height(14).span(15))
    .withPanel(incidentSentencesPanel().height(14).span(9))
    .withRow(new RowBuilder('GPU configurations and runs'))
    .withPanel(fleetPanel().height(7).span(24))
    .withPanel(runsPanel().height(10).span(24));
}

function changedTotals() {
  return statPanel(
    'Series',
    'Regressed: with an open regression. New: whose regression was first reported with the latest night. Missing: did not run although their GPU configuration did. Improved: with an improvement that holds.',
    FLEET,
    { calculation: 'sum', fields: { Regressed: 'red', New: 'red', Missing: 'orange', Improved: 'green' } }
  );
}

function age() {
  return statPanel('Since the last night', 'Age of the newest results.', FLEET, {
    calculation: 'min',
    fields: { Age: undefined },
  });
}

function runTotal() {
  return statPanel('Runs', 'Runs of the time range.', RUNS, { calculation: 'count', fields: { Run: undefined } });
}

function latestTotals() {
  return statPanel('Latest run', 'What the latest run measured.', RUNS, {
    calculation: 'firstNotNull',
    fields: { Models: undefined, Benchmarks: undefined },
  });
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
    Conclusion: 115,
    Models: 85,
    Benchmarks: 120,
    Issues: 85,
    Results: { least: 110 },
  });
}
