import { type Changes } from '../../detect/changes/detector';
import { type Notice, type Table } from '../../model/table';
import { type AnswerContext } from '../answerContext';
import { type ChangeView } from '../nightQuery';
import { eventColumns, eventRows } from './eventsView';
import { fleetColumns } from './fleetView';
import { incidentColumns } from './incidentsView';
import { type Scope, scopeOf } from './scope';
import { seriesColumns } from './seriesView';

const VIEWS: Readonly<Record<ChangeView, (scope: Scope) => Table['columns']>> = {
  events: (scope) => eventColumns(scope, eventRows(scope)),
  incidents: incidentColumns,
  series: seriesColumns,
  fleet: fleetColumns,
};

const NAMES: Readonly<Record<ChangeView, string>> = {
  events: 'Changes',
  incidents: 'Incidents',
  series: 'Series',
  fleet: 'Fleet',
};

/**
 * Returns what was found in all nights, as the query's view shows it. A change is shown where it began in the window,
 * or is still open; its series must be among those selected.
 */
export function changes(context: AnswerContext): Table[] {
  const { query, table, detectors } = context;
  const found = detectors.changes(table, query);
  const columns = VIEWS[query.view](scopeOf(context, found));
  return [
    {
      name: NAMES[query.view],
      refId: query.refId,
      type: 'table',
      notices: noticesOf(context, found),
      columns,
    },
  ];
}

function noticesOf({ query }: AnswerContext, { observed, states }: Changes): Notice[] {
  const learning = states.filter(({ state }) => state === 'learning').length;
  const branches = query.filter.branch ?? [];
  return [
    ...(branches.length > 0 && !branches.includes(observed.branch)
      ? [{ severity: 'info', text: `Changes are looked for on ${observed.branch} alone.` } as const]
      : []),
    ...(learning > 0
      ? [
          {
            severity: 'info',
            text: `${learning} of ${states.length} series and metrics have fewer than 10 nights: nothing is said of them yet.`,
          } as const,
        ]
      : []),
  ];
}
