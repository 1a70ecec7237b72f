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
    .withPanel(changedTotals().height(3).span(14))
    .withPanel(age().height(3).span(5))
    .withPanel(latestTotals().height(3).span(5))
    .withPanel(matrixPanel().height(14).span(15))
    .withPanel(incidentSentencesPanel().height(14).span(9))
    .withRow(new RowBuilder('GPU configurations and runs'))
    .withPanel(fleetPanel().height(7).span(24))
    .withPanel(runsPanel().height(10).span(24));
}

function changedTotals() {
  return statPanel(
    'What changed',
    'Regressions and improvements: incidents that are open; an incident is what one cause did to any number of series. New: regressions first reported within the last days. Series regressed, and missing: those that did not run although their GPU configuration did.',
    FLEET,
    {
      calculation: 'sum',
      fields: {
        Regressions: 'red',
        New: 'red',
        Improvements: 'green',
        'Series regressed': 'orange',
        Missing: 'orange',
      },
    }
  );
}

function age() {
  return statPanel('Age', 'Time since the newest results.', FLEET, {
    calculation: 'min',
    fields: { Age: undefined },
  });
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
    Date: 135,
    Run: 115,
    Commit: 90,
    Branch: { least: 95 },
    Event: { width: 140 },
    Conclusion: 112,
    Models: 95,
    Benchmarks: 124,
    Results: { least: 95 },
  });
}
