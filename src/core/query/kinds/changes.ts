import { type Changes } from '../../detect/changes/changes';
import { type SeriesColumns } from '../../flatten/nightTable';
import { type Job } from '../../model/job';
import { type Notice, type Table } from '../../model/table';
import { type AnswerContext } from '../answerContext';
import { alertColumns } from '../changes/alertsView';
import { changeAnnotations } from '../changes/changeAnnotations';
import { type ChangesOptions, changesOptions, type ChangesQuery, type ChangeView } from '../changes/changesOptions';
import { eventColumns, eventRows } from '../changes/eventsView';
import { fleetColumns } from '../changes/fleetView';
import { incidentColumns } from '../changes/incidentsView';
import { matrixColumns } from '../changes/matrixView';
import { type Scope, scopeOf } from '../changes/scope';
import { seriesColumns } from '../changes/seriesView';
import { queryKind, tableOf } from '../queryKind';

/**
 * What was found in all nights, as the query's view shows it. A change is shown where it began in the window, or is still
 * open; its series must be among those selected.
 */
export const changesKind = queryKind({
  id: 'changes',
  label: 'Changes',
  help: 'Regressions and improvements that detection found despite the noise, with their suspect commits.',
  frame: 'table',
  metrics: [],
  filters: 'series',
  options: changesOptions,
  needsHistory: () => true,
  detects: true,
  answer: changes,
  annotate: changeAnnotations,
  annotatedWith: { view: 'events' },
});

interface View {
  readonly name: string;
  readonly type?: Table['type'];
  readonly columns: (scope: Scope) => Table['columns'];
}

const VIEWS: Readonly<Record<ChangeView, View>> = {
  events: { name: 'Changes', columns: (scope) => eventColumns(scope, eventRows(scope)) },
  incidents: { name: 'Incidents', columns: incidentColumns },
  series: { name: 'Series', columns: seriesColumns },
  fleet: { name: 'Fleet', columns: fleetColumns },
  matrix: { name: 'Fleet by night', columns: matrixColumns },
  alerts: { name: 'Alerts', type: 'numeric-wide', columns: alertColumns },
};

function* changes(context: AnswerContext<ChangesOptions>): Job<Table[]> {
  const { query, table, detection } = context;
  const found = yield* detection.changes(table, query, shownSeries(context));
  const view = VIEWS[query.view];
  const columns = view.columns(scopeOf(context, found));
  const { type = 'table' } = view;
  return [{ ...tableOf(view.name, query.refId, columns), type, notices: noticesOf(query, found) }];
}

/** A line of the fleet counts all series of its GPU configuration. */
function shownSeries({ query, table, selected }: AnswerContext<ChangesOptions>): readonly SeriesColumns[] {
  if (query.view !== 'fleet') {
    return selected.series;
  }
  const shown = new Set(selected.series.map(({ series }) => series.labels.gpu_config));
  return table.series.filter(({ series }) => shown.has(series.labels.gpu_config));
}

function noticesOf({ filter }: ChangesQuery, { observed, states }: Changes): Notice[] {
  const learning = states.filter(({ state }) => state === 'learning').length;
  const branches = filter.branch ?? [];
  const elsewhere = branches.length > 0 && !branches.includes(observed.branch);
  const texts = [
    ...(elsewhere ? [`Changes are looked for on ${observed.branch} only.`] : []),
    ...(learning > 0
      ? [`${learning} of ${states.length} series and metrics have fewer than 10 nights: detection needs more.`]
      : []),
  ];
  return texts.map((text) => ({ severity: 'info', text }));
}
