import { type Changes, nothingFound } from '../../detect/changes';
import { type Notice, type Table } from '../../model/table';
import { type AnswerContext } from '../answerContext';
import { alertColumns, failureColumns } from '../changes/alertsView';
import { type ChangesOptions, type ChangeView } from '../changes/changesOptions';
import { eventColumns, eventRows } from '../changes/eventsView';
import { fleetColumns } from '../changes/fleetView';
import { incidentColumns } from '../changes/incidentsView';
import { matrixColumns } from '../changes/matrixView';
import { type Scope, scopeOf } from '../changes/scope';
import { seriesColumns } from '../changes/seriesView';
import { suspectColumns } from '../changes/suspectsView';
import { tableOf } from '../queryKind';

interface View {
  readonly name: string;
  readonly type?: Table['type'];
  /** Whether it has its columns before changes were looked for: there Grafana says in words why there are no rows. */
  readonly says?: boolean;
  readonly columns: (scope: Scope) => Table['columns'];
}

const VIEWS: Readonly<Record<ChangeView, View>> = {
  events: { name: 'Changes', says: true, columns: (scope) => eventColumns(scope, eventRows(scope)) },
  incidents: { name: 'Incidents', says: true, columns: incidentColumns },
  suspects: { name: 'Suspects', says: true, columns: suspectColumns },
  series: { name: 'Series', says: true, columns: seriesColumns },
  fleet: { name: 'Fleet', says: true, columns: fleetColumns },
  matrix: { name: 'Fleet by night', columns: matrixColumns },
  alerts: { name: 'Alerts', type: 'numeric-wide', columns: alertColumns },
  failures: { name: 'Failures', type: 'numeric-wide', columns: failureColumns },
};

/**
 * What was found in all nights, as the query's view shows it. A change is shown where it began in the window, or is still
 * open; its series must be among those selected.
 */
export function changesAnswer(context: AnswerContext<ChangesOptions>): Table[] {
  const { query, findings } = context;
  const view = VIEWS[query.view];
  const { type = 'table', says = false } = view;
  if (!findings) {
    const columns = says && view.columns(scopeOf(context, nothingFound(context.observed)));
    return columns ? [tableOf(view.name, query.refId, columns)] : [];
  }
  const columns = view.columns(scopeOf(context, findings));
  return [{ ...tableOf(view.name, query.refId, columns), type, notices: noticesOf(context, findings) }];
}

function noticesOf({ query, selected }: AnswerContext<ChangesOptions>, { observed, states }: Changes): Notice[] {
  const learning = states.filter(({ state }) => state === 'learning').length;
  const { branch } = observed;
  const isElsewhere = selected.choosesBranch && !selected.branches.has(branch);
  const filtersEvent = query.filter.event?.length || query.matchers.some(({ attribute }) => attribute === 'event');
  const texts = [
    ...(isElsewhere ? [`Changes are looked for on ${branch} only.`] : []),
    ...(filtersEvent ? ['Changes are looked for in the runs of all events: the filter by event is not applied.'] : []),
    ...(learning > 0
      ? [`${learning} of ${states.length} series and metrics have fewer than 10 nights: detection needs more.`]
      : []),
  ];
  return texts.map((text) => ({ severity: 'info', text }));
}
