import { type ChangeEvent, confidenceOf, severityOf } from '../../detect/events/changeEvent';
import { ATTENTION_STATES, CHANGE_STATES, type ChangeState } from '../../detect/events/changeStates';
import { type SeriesState } from '../../detect/events/seriesState';
import { metricOf } from '../../catalogue/metrics';
import { type Column } from '../../model/table';
import { columnsOf, type ColumnSpec, seriesColumnsOf } from '../columns';
import { shortModelsOf } from '../shortModels';
import { absentRows } from './absentRows';
import { type EventRow } from './eventRow';
import { rowSentence } from './incidentWords';
import { linkRange } from './linkRange';
import { type Scope } from './scope';

export const STATE_COLORS: NonNullable<Column['colors']> = {
  regressed: 'bad',
  'partly recovered': 'bad',
  drift: 'bad',
  'not run': 'bad',
  missing: 'bad',
  failed: 'bad',
  improved: 'good',
  recovered: 'good',
  suspect: 'neutral',
  withdrawn: 'neutral',
  new: 'neutral',
  alternates: 'neutral',
  ended: 'neutral',
  learning: 'neutral',
  ok: 'neutral',
};

/** Returns the rows that the query asks for: what needs attention most first, larger changes first. */
export function eventRows(scope: Scope): EventRow[] {
  const { findings, query, includes, wantsMetric, isShown } = scope;
  const wanted = new Set<ChangeState>(query.states.length > 0 ? query.states : ATTENTION_STATES);
  // A series that fails as a whole is one row, not one for each of its metrics.
  const failing = new Set(
    findings.availability.absences.flatMap(({ state, series }) => (state === 'failed' && series ? [series.id] : []))
  );
  const rows = [
    ...findings.events.filter(isShown).map(rowOfEvent),
    ...findings.states
      .filter(({ series, metric }) => includes(series) && wantsMetric(metric) && !failing.has(series.id))
      .flatMap(rowOfState),
    ...absentRows(scope),
  ];
  return rows
    .filter(({ state }) => wanted.has(state))
    .sort((a, b) => order(a) - order(b) || Math.abs(b.percent ?? 0) - Math.abs(a.percent ?? 0));
}

function order({ state, event, absence }: EventRow): number {
  const isAcknowledged = event?.acknowledgement ?? absence?.isAcknowledged;
  return CHANGE_STATES.indexOf(state) + (isAcknowledged ? CHANGE_STATES.length : 0);
}

function rowOfEvent(event: ChangeEvent): EventRow {
  const { series, metric, state, severity, change, before, after, onset, members, notes, acknowledgement } = event;
  const together = members > 1 ? [`${members} series together; levels are ratios to their medians.`] : [];
  const acknowledged = acknowledgement ? [`Acknowledged: ${acknowledgement.reason}`] : [];
  return {
    event,
    state,
    severity,
    labels: series.labels,
    metric: metricOf(metric),
    percent: change.percent,
    before,
    after,
    since: onset,
    note: [...acknowledged, ...notes, ...together].join(' '),
  };
}

function rowOfState({ series, metric, state, run, drift }: SeriesState): EventRow[] {
  const row = { labels: series.labels, metric: metricOf(metric) };
  if (drift && state === 'drift') {
    const { percent, best, current, sinceRun } = drift;
    const note = 'It got worse gradually, in steps too small to detect.';
    const severity = severityOf(percent);
    return [{ ...row, state, severity, percent, before: best, after: current, since: sinceRun, note }];
  }
  return state === 'failed' ? [{ ...row, state, since: run, note: 'The last value was zero or negative.' }] : [];
}

const PERCENT = { type: 'number', unit: 'percent', decimals: 1 } as const;

export function eventColumns(scope: Scope, rows: readonly EventRow[]): Column[] {
  const short = shortModelsOf(scope.table.series);
  return [
    ...columnsOf<EventRow>(rows, [
      { name: 'state', title: 'State', type: 'string', colors: STATE_COLORS, of: ({ state }) => state },
      { name: 'what', title: 'What', type: 'string', of: (row) => whatOf(row, scope, short) },
      { name: 'severity', title: 'Severity', type: 'string', of: ({ severity }) => severity },
    ]),
    ...seriesColumnsOf(rows),
    ...columnsOf(rows, changeSpecs()),
    ...columnsOf(rows, whereaboutsSpecs(scope)),
  ];
}

/** A changed workload is about many series, and its note says it all. */
function whatOf(row: EventRow, { timeOf }: Scope, short: (model: string) => string): string {
  const isWorkload = !row.metric && !row.absence;
  return isWorkload ? row.note : rowSentence(row, { short, since: timeOf(row.since) });
}

function changeSpecs(): Array<ColumnSpec<EventRow>> {
  return [
    { ...PERCENT, name: 'change', title: 'Change', of: ({ percent }) => percent },
    {
      ...PERCENT,
      name: 'low',
      title: 'Low',
      description: 'Lower end of the 95 % interval.',
      of: ({ event }) => event?.change.low,
    },
    {
      ...PERCENT,
      name: 'high',
      title: 'High',
      description: 'Upper end of the 95 % interval.',
      of: ({ event }) => event?.change.high,
    },
    { name: 'before', title: 'Before', type: 'number', decimals: 2, of: ({ before }) => before },
    { name: 'after', title: 'After', type: 'number', decimals: 2, of: ({ after }) => after },
    {
      name: 'unit',
      title: 'Unit',
      type: 'string',
      of: ({ metric, event }) => (event && event.members > 1 ? 'ratio' : metric?.unit),
    },
    {
      name: 'confidence',
      title: 'Confidence',
      type: 'string',
      of: ({ event }) => (event && event.state !== 'withdrawn' ? confidenceOf(event.z) : undefined),
    },
  ];
}

function whereaboutsSpecs({ timeOf, runUrl, commitsUrl, table, now, window }: Scope): Array<ColumnSpec<EventRow>> {
  const commit = (run: number) => table.runs[run]!.run.commit.slice(0, 9);
  return [
    { name: 'time', title: 'Since', type: 'time', of: ({ since }) => timeOf(since) },
    {
      name: 'age',
      title: 'Age',
      type: 'number',
      unit: 's',
      of: ({ since }) => Math.round((now - timeOf(since)) / 1000),
    },
    {
      name: 'commits',
      title: 'Suspect commits',
      type: 'string',
      links: [
        { title: 'Suspect commits', url: '{commits_url}' },
        { title: 'Workflow run', url: '{run_url}' },
      ],
      of: ({ event }) => event && `${commit(event.previous)}...${commit(event.range[1])}`,
    },
    {
      ...PERCENT,
      name: 'smallest_detectable',
      title: 'Smallest detectable',
      description: 'The smallest change that would be seen within 7 nights.',
      of: ({ event }) => event?.smallestDetectable,
    },
    { name: 'is_new', title: 'New', type: 'string', of: ({ event }) => (event?.isNew ? 'new' : undefined) },
    { name: 'note', title: 'Note', type: 'string', of: ({ note }) => note },
    { name: 'id', title: 'Id', type: 'string', of: ({ event, absence }) => event?.id ?? absence?.id },
    {
      name: 'direction',
      type: 'string',
      of: ({ event }) => event && (event.better ? 'better' : 'worse'),
    },
    { name: 'metric_id', type: 'string', of: ({ metric }) => metric?.id },
    { name: 'time_end', type: 'time', of: ({ event }) => event && timeOf(event.range[1]) },
    ...linkRange<EventRow>({ window, timeOf }, ({ since }) => since),
    { name: 'commits_url', type: 'string', of: ({ event }) => event && commitsUrl(event.previous, event.range[1]) },
    { name: 'run_url', type: 'string', of: ({ since }) => runUrl(since) },
  ];
}
