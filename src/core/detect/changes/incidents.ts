import { type Series } from '../../model/series';
import { groupBy } from '../../model/groupBy';
import { hashHex } from '../../model/hash';
import { type Job } from '../../model/job';
import { type Labels } from '../../model/labels';
import { familyOf, METRICS, type MetricId } from '../../model/metrics';
import { type ChangeEvent, isOpenImprovement, isOpenRegression, type Severity, severityOf } from './changeEvent';
import { AROUND, type Cause, CauseSearch } from './CauseSearch';
import { type Subject } from './eventContext';
import { firstRunOf, type ObservedNights } from './observedNights';
import { isRunnerSuspect } from './runnerHint';
import { type ScopeFit } from './scope';

/** The changes of one series, strongest first. */
export interface IncidentEntry {
  readonly series: Series;
  readonly events: readonly ChangeEvent[];
}

/** Changes of one direction that may have begun with the same commits. Runs are indexes into the table. */
export interface Incident {
  readonly id: string;
  /** The change that was reported first: the id comes from it. */
  readonly first: ChangeEvent;
  readonly better: boolean;
  readonly state: 'open' | 'over' | 'acknowledged';
  /** Whether it moves steadily: then no commit is to blame. */
  readonly drifts: boolean;
  readonly isNew: boolean;
  readonly severity: Severity;
  /** The change in % of what shows it most: of what is open, where anything is. */
  readonly percent: number;
  /** Strongest first. */
  readonly entries: readonly IncidentEntry[];
  /** The runs with which all of it may have begun, and the last run before them. */
  readonly range: readonly [number, number];
  readonly previous: number;
  /** What the affected series share: the labels with their values, how many are affected, and how many there are. */
  readonly scope: Pick<ScopeFit, 'labels' | 'affected' | 'present'>;
  /** The labels of its alert: what its scope named alone when it was first reported. */
  readonly labels: Labels;
  readonly notes: readonly string[];
}

/** What is remembered of an incident from one detection to the next, so that it keeps its id and its changes. */
export interface KnownIncident {
  readonly id: string;
  /** Ids of its changes. */
  readonly events: readonly string[];
  readonly labels: Labels;
  /** The incident that it turned out to be a part of. */
  readonly partOf?: string;
}

const IN_INCIDENTS = new Set(['regressed', 'partly recovered', 'recovered', 'improved', 'drift']);
export const RUNNER_HINT =
  'Check the runner first: unrelated models changed by a similar ratio on this GPU configuration alone.';
const ACCEPTANCE_NOTE = 'Acceptance length moved with it, which explains throughput.';
const NOT_MEASURED = 'No longer measured.';

/** What incidents are made from. */
export interface IncidentFacts {
  readonly events: readonly ChangeEvent[];
  /** The metrics of single series in which changes were looked for. */
  readonly subjects: readonly Subject[];
  readonly observed: ObservedNights;
  /** In the order in which they were first reported. */
  readonly known: readonly KnownIncident[];
}

/** The incidents, and what became of the events on the way. */
export interface FoundIncidents {
  /** Latest first. */
  readonly incidents: readonly Incident[];
  /** Events that are no change after all, with what they are instead. */
  readonly otherwise: ReadonlyMap<ChangeEvent, 'suspect' | 'alternates'>;
  readonly known: readonly KnownIncident[];
}

/**
 * Finds the causes behind events: what was reported before founds first, then the strongest event; the scope and onset of an
 * incident are those that explain the evidence of all series best, and events of that scope, direction and time join it. What
 * is left founds the next. An event that is neither certain among so many series nor borne out by others is a suspicion.
 */
export function* incidentsOf(facts: IncidentFacts): Job<FoundIncidents> {
  const { events, subjects, observed, known } = facts;
  const search = new CauseSearch(subjects, observed);
  const reported = new Map(known.flatMap((one, place) => one.events.map((event) => [event, place] as const)));
  const placeOf = ({ id }: ChangeEvent) => reported.get(id) ?? Infinity;
  const open = new Set(events.filter(({ state }) => IN_INCIDENTS.has(state)));
  // Acceptance length is there with speculative decoding alone: speed says better which series are concerned.
  const founders = [...open].sort(
    (a, b) =>
      placeOf(a) - placeOf(b) ||
      Number(a.metric === 'acc_length') - Number(b.metric === 'acc_length') ||
      b.z - a.z ||
      (a.id < b.id ? -1 : 1)
  );
  const nearest = nearestSteps([...open], observed);
  const otherwise = new Map<ChangeEvent, 'suspect' | 'alternates'>();
  const found: Incident[] = [];
  const members = new Map<string, ChangeEvent[]>();
  for (const event of founders) {
    if (!open.has(event)) {
      continue;
    }
    const own = known[placeOf(event)];
    if (!own && search.alternates(event)) {
      open.delete(event);
      otherwise.set(event, 'alternates');
      continue;
    }
    const cause = search.causeOf(event, own !== undefined);
    yield;
    if (!cause) {
      open.delete(event);
      otherwise.set(event, 'suspect');
      continue;
    }
    const group = [...open].filter(
      (one) =>
        one === event ||
        (own && known[placeOf(one)] === own) ||
        (joins(one, cause, event, observed) && isNearest(one, cause, nearest, observed) && !search.alternates(one))
    );
    group.forEach((one) => open.delete(one));
    search.explain(cause, explained(group, cause));
    const incident = incidentOf(group, cause, observed, own);
    found.push(incident);
    members.set(incident.id, group);
  }
  const over = endedIncidents(facts, members);
  const all = [...found, ...over];
  return {
    otherwise,
    incidents: all.sort((a, b) => b.range[1] - a.range[1] || strengthOf(b) - strengthOf(a) || (a.id < b.id ? -1 : 1)),
    known: remembered(known, found, members, events),
  };
}

/** The metrics of the founder's family, and those of the other changes that joined. */
function explained(group: readonly ChangeEvent[], { metric }: Cause): Set<MetricId> {
  const family = METRICS.filter(({ id }) => familyOf(id) === familyOf(metric.id)).map(({ id }) => id);
  return new Set([...family, ...group.map((one) => one.metric)]);
}

/** Whether an event has the direction, the scope and the time of a cause. A composite stands for its members. */
function joins(
  event: ChangeEvent,
  { scope, nights }: Cause,
  founder: ChangeEvent,
  { nightOfRun }: ObservedNights
): boolean {
  const [first, last] = event.range.map((run) => nightOfRun[run]!) as [number, number];
  const around = event.state === 'drift' || founder.state === 'drift' ? 0 : AROUND;
  return (
    event.better === founder.better &&
    (event.state === 'drift') === (founder.state === 'drift') &&
    first <= nights[1] + around &&
    last >= nights[0] - around &&
    (event.members > 1 ? scope.overlaps(event.series) : scope.includes(event.series))
  );
}

/** All onsets of one metric of one series and direction, in nights. */
type Onsets = ReadonlyMap<string, readonly number[]>;

function stepsKey({ series, metric, better }: ChangeEvent): string {
  return `${metric}|${String(better)}|${series.id}`;
}

function nearestSteps(events: readonly ChangeEvent[], { nightOfRun }: ObservedNights): Onsets {
  const groups = groupBy(events, stepsKey);
  return new Map([...groups].map(([key, group]) => [key, group.map(({ onset }) => nightOfRun[onset]!)]));
}

/** Of several steps of a series, the one that is nearest to a cause is its own. */
function isNearest(event: ChangeEvent, { night }: Cause, onsets: Onsets, { nightOfRun }: ObservedNights): boolean {
  const own = Math.abs(nightOfRun[event.onset]! - night);
  return onsets.get(stepsKey(event))!.every((onset) => Math.abs(onset - night) >= own);
}

function incidentOf(
  group: readonly ChangeEvent[],
  { scope, nights }: Cause,
  observed: ObservedNights,
  known: KnownIncident | undefined
): Incident {
  const first = earliest(group);
  const open = group.filter((event) => isOpenRegression(event) || isOpenImprovement(event));
  const shown = open.length > 0 ? open : group;
  const percent = percentOf(shown);
  const isGone = open.length === 0 && group.some((event) => !event.measured && event.ended === undefined);
  const isAcknowledged = group.some(({ acknowledgement, measured }) => acknowledgement && measured);
  return {
    id: known?.id ?? hashHex(`incident|${first.id}`, 12),
    first,
    better: first.better,
    state: open.length > 0 ? 'open' : isAcknowledged ? 'acknowledged' : 'over',
    drifts: group.every(({ state }) => state === 'drift'),
    isNew: group.every(({ isNew }) => isNew),
    percent,
    severity: severityOf(percent),
    entries: entriesOf(group),
    range: [firstRunOf(observed, nights[0]), firstRunOf(observed, nights[1])],
    previous: firstRunOf(observed, Math.max(0, nights[0] - 1)),
    scope: { labels: scope.labels, affected: scope.affected, present: scope.present },
    labels: known?.labels ?? alertLabels(scope),
    notes: [...notesOf(group), ...(isGone ? [NOT_MEASURED] : [])],
  };
}

function earliest(group: readonly ChangeEvent[]): ChangeEvent {
  return group.reduce((a, b) => (b.told < a.told || (b.told === a.told && b.id < a.id) ? b : a));
}

/** What the scope names alone: labels of an alert never change. */
function alertLabels({ labels }: ScopeFit): Labels {
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, values]) => (values.length === 1 ? [[name, values[0]!]] : []))
  );
}

/** The largest change, whichever way: twice as fast and twice as slow are equally large. */
function percentOf(events: readonly ChangeEvent[]): number {
  return events.reduce((a, b) => (strength(b) > strength(a) ? b : a)).change.percent;
}

/** What was reported, and is no incident of its own any more: its changes were withdrawn, or are part of another's. */
function endedIncidents({ known, events }: IncidentFacts, members: Members): Incident[] {
  return known.flatMap((one) => {
    const ids = new Set(one.events);
    const own = events.filter(({ id }) => ids.has(id));
    if (members.has(one.id) || own.length === 0) {
      return [];
    }
    const other = [...members].find(([, group]) => group.some(({ id }) => ids.has(id)))?.[0] ?? one.partOf;
    const first = earliest(own);
    const percent = percentOf(own);
    return [
      {
        id: one.id,
        first,
        better: first.better,
        state: 'over' as const,
        drifts: false,
        isNew: false,
        percent,
        severity: severityOf(percent),
        entries: entriesOf(own),
        range: first.range,
        previous: first.previous,
        scope: { labels: scopeOfLabels(one.labels), affected: own.length, present: own.length },
        labels: one.labels,
        notes: [other ? `Part of incident ${other}.` : 'Later nights did not confirm it.'],
      },
    ];
  });
}

function scopeOfLabels(labels: Labels): ScopeFit['labels'] {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, [value]]));
}

type Members = ReadonlyMap<string, readonly ChangeEvent[]>;

/** In the order in which they were first reported; what has no change left is forgotten. */
function remembered(
  known: readonly KnownIncident[],
  found: readonly Incident[],
  members: Members,
  events: readonly ChangeEvent[]
): KnownIncident[] {
  const existing = new Set(events.map(({ id }) => id));
  const before = known.flatMap((one): KnownIncident[] => {
    const group = members.get(one.id);
    if (group) {
      return [{ id: one.id, labels: one.labels, events: group.map(({ id }) => id) }];
    }
    const left = one.events.filter((id) => existing.has(id));
    const partOf = [...members].find(([, others]) => others.some(({ id }) => left.includes(id)))?.[0] ?? one.partOf;
    return left.length > 0 ? [{ ...one, events: left, ...(partOf && { partOf }) }] : [];
  });
  const ids = new Set(before.map(({ id }) => id));
  const fresh = [...found]
    .filter(({ id }) => !ids.has(id))
    .sort((a, b) => a.first.told - b.first.told || (a.id < b.id ? -1 : 1));
  return [...before, ...fresh.map(({ id, labels }) => ({ id, labels, events: members.get(id)!.map((one) => one.id) }))];
}

function entriesOf(group: readonly ChangeEvent[]): IncidentEntry[] {
  const strongestFirst = [...group].sort((a, b) => strength(b) - strength(a));
  const bySeries = groupBy(strongestFirst, ({ series }) => series.id);
  return [...bySeries.values()].map((events) => ({ series: events[0]!.series, events }));
}

/** How much of a change there is, whichever way: twice as fast and twice as slow are equally strong. */
function strength({ change }: ChangeEvent): number {
  return Math.abs(Math.log1p(change.percent / 100));
}

function strengthOf({ percent }: Incident): number {
  return Math.abs(Math.log1p(percent / 100));
}

function notesOf(group: readonly ChangeEvent[]): string[] {
  const accepted = new Set(group.filter(({ metric }) => metric === 'acc_length').map(({ series }) => series.id));
  const explains = group.some(({ metric, series }) => metric !== 'acc_length' && accepted.has(series.id));
  return [
    ...(isRunnerSuspect(group) ? [RUNNER_HINT] : []),
    ...(explains ? [ACCEPTANCE_NOTE] : []),
    ...new Set(group.flatMap(({ notes }) => notes)),
  ];
}
