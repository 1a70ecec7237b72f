import { groupBy } from '../../lib/collections';
import { hashHex } from '../../lib/hash';
import { type Job } from '../../lib/job';
import { familyOf, type MetricId } from '../../catalogue/metrics';
import { type ChangeEvent, isOpenImprovement, isOpenRegression, severityOf, strengthOf } from '../events/changeEvent';
import { AROUND, type Cause, CauseSearch } from './CauseSearch';
import { type Subject } from '../events/eventContext';
import { earliest, entriesOf, type Incident, isRunnerSuspect, metricThatSays, percentIn } from './incident';
import { Machines } from './Machines';
import { endedIncidents, type RememberedIncident, rememberIncidents } from './rememberedIncidents';
import { firstRunOf, nightsOf, type ObservedNights } from '../observed/observedNights';
import { contains } from './scope';

const IN_INCIDENTS = new Set(['regressed', 'partly recovered', 'recovered', 'improved', 'drift']);
const RUNNER_HINT =
  'Check the runner first: unrelated models changed by a similar ratio on this GPU configuration alone.';
const ACCEPTANCE_NOTE = 'Acceptance length moved with it, which explains throughput.';
const NOT_MEASURED = 'No longer measured.';

/** What incidents are made from. */
interface IncidentFacts {
  readonly events: readonly ChangeEvent[];
  /** Changes that report what composites reported before, with those of the composites: by their ids. */
  readonly instead: ReadonlyMap<string, readonly string[]>;
  /** The metrics of single series in which changes were looked for. */
  readonly subjects: readonly Subject[];
  readonly observed: ObservedNights;
  /** The day of a run, as YYYY-MM-DD. */
  readonly dayOf: (run: number) => string;
  /** In the order in which they were first reported. */
  readonly remembered: readonly RememberedIncident[];
}

/** The incidents, and what became of the events on the way. */
export interface GroupedEvents {
  /** Latest first. */
  readonly incidents: readonly Incident[];
  /** Events that are no change after all, with what they are instead. */
  readonly otherwise: ReadonlyMap<ChangeEvent, 'suspect' | 'alternates'>;
  readonly remembered: readonly RememberedIncident[];
}

/**
 * Finds the causes behind events: what was reported before founds first, then the strongest event; the scope and onset of an
 * incident are those that explain the evidence of all series best, and events of that scope, direction and time join it. What
 * is left founds the next. An event that is neither certain among so many series nor borne out by others is a suspicion.
 */
export function* incidentsOf(facts: IncidentFacts): Job<GroupedEvents> {
  const { events, instead, subjects, observed, remembered } = facts;
  const search = new CauseSearch(subjects, observed);
  const machines = new Machines(subjects, observed);
  const placeOf = placesOf(remembered, instead);
  const open = new Set(events.filter(({ state }) => IN_INCIDENTS.has(state)));
  const founders = foundersFirst([...open], placeOf);
  const nearest = nearestChangePoints([...open], observed);
  const otherwise = new Map<ChangeEvent, 'suspect' | 'alternates'>();
  const found: Incident[] = [];
  const members = new Map<string, ChangeEvent[]>();
  for (const event of founders) {
    if (!open.has(event)) {
      continue;
    }
    const reported = remembered[placeOf(event)];
    const isTurn = !reported && machines.alternates(event);
    const cause = isTurn ? undefined : search.causeOf(event, reported !== undefined);
    yield;
    if (!cause) {
      open.delete(event);
      otherwise.set(event, isTurn ? 'alternates' : 'suspect');
      continue;
    }
    const own = reported ?? remembered.find((one) => !members.has(one.id) && isContinued(one, cause, event, facts));
    const group = [...open].filter(
      (one) =>
        one === event ||
        (own && remembered[placeOf(one)] === own) ||
        (joins(one, cause, event, observed, remembered[placeOf(one)] ? 0 : AROUND) &&
          isNearest(one, cause, nearest, observed) &&
          !machines.alternates(one))
    );
    group.forEach((one) => open.delete(one));
    search.explain(cause, explained(group, cause));
    const incident = incidentOf(group, cause, facts, own);
    found.push(incident);
    members.set(incident.id, group);
  }
  const over = endedIncidents(facts, members);
  const all = [...found, ...over];
  return {
    otherwise,
    incidents: all.sort((a, b) => b.range[1] - a.range[1] || strengthOf(b) - strengthOf(a) || (a.id < b.id ? -1 : 1)),
    remembered: rememberIncidents(found, members, facts),
  };
}

/** What was reported first comes first, then what is most certain. */
function foundersFirst(events: readonly ChangeEvent[], placeOf: (event: ChangeEvent) => number): ChangeEvent[] {
  // Acceptance length is there with speculative decoding alone: speed says better which series are concerned.
  const isLast = ({ metric }: ChangeEvent) => Number(metric === 'acc_length');
  return [...events].sort(
    (a, b) => placeOf(a) - placeOf(b) || isLast(a) - isLast(b) || b.z - a.z || (a.id < b.id ? -1 : 1)
  );
}

/** The metrics of the founder's family, and those of the other changes that joined. */
function explained(group: readonly ChangeEvent[], { metric }: Cause): Set<MetricId> {
  return new Set([...familyOf(metric.id).map(({ id }) => id), ...group.map((one) => one.metric)]);
}

/**
 * Returns the place of the known incident that a change is of, and one after the last where it is of none; what turned out to be
 * a part of an older one stays with it.
 */
function placesOf(remembered: readonly RememberedIncident[], instead: IncidentFacts['instead']) {
  const places = new Map<string, number>();
  remembered.forEach(({ events }, place) => events.forEach((event) => places.has(event) || places.set(event, place)));
  const none = remembered.length;
  return ({ id }: ChangeEvent): number =>
    places.get(id) ?? Math.min(none, ...(instead.get(id) ?? []).map((one) => places.get(one) ?? none));
}

/**
 * Whether an event has the direction, the scope and the time of a cause, give or take `reach` nights. A composite stands for its
 * members.
 */
function joins(
  event: ChangeEvent,
  { scope, nights }: Cause,
  founder: ChangeEvent,
  observed: ObservedNights,
  reach: number
): boolean {
  const [first, last] = nightsOf(event, observed);
  const around = founder.state === 'drift' ? 0 : reach;
  return (
    event.better === founder.better &&
    (event.state === 'drift') === (founder.state === 'drift') &&
    first <= nights[1] + around &&
    last >= nights[0] - around &&
    (event.members > 1 ? scope.overlaps(event.series) : scope.includes(event.series))
  );
}

/**
 * Whether a cause is what was reported as a known incident that has no change left: the changes that it had were not confirmed,
 * and others of its time show it now.
 */
function isContinued(
  remembered: RememberedIncident,
  cause: Cause,
  founder: ChangeEvent,
  { events, observed }: IncidentFacts
): boolean {
  const { scope, metric } = cause;
  const isSame = contains(remembered.scope, scope.labels) || contains(scope.labels, remembered.scope);
  const ids = new Set(remembered.events);
  return (
    isSame &&
    familyOf(metric.id).some(({ id }) => id === remembered.metric) &&
    events.some((one) => ids.has(one.id) && joins(one, cause, founder, observed, AROUND))
  );
}

/** All onsets of one metric of one series and direction, in nights. */
type Onsets = ReadonlyMap<string, readonly number[]>;

function changePointsKey({ series, metric, better }: ChangeEvent): string {
  return `${metric}|${String(better)}|${series.id}`;
}

function nearestChangePoints(events: readonly ChangeEvent[], { nightOfRun }: ObservedNights): Onsets {
  const groups = groupBy(events, changePointsKey);
  return new Map([...groups].map(([key, group]) => [key, group.map(({ onset }) => nightOfRun[onset]!)]));
}

/** Of several change points of a series, the one that is nearest to a cause is its own. */
function isNearest(event: ChangeEvent, { night }: Cause, onsets: Onsets, { nightOfRun }: ObservedNights): boolean {
  const own = Math.abs(nightOfRun[event.onset]! - night);
  return onsets.get(changePointsKey(event))!.every((onset) => Math.abs(onset - night) >= own);
}

function incidentOf(
  group: readonly ChangeEvent[],
  { scope, nights }: Cause,
  { observed, dayOf }: IncidentFacts,
  remembered: RememberedIncident | undefined
): Incident {
  const first = earliest(group);
  const open = group.filter((event) => isOpenRegression(event) || isOpenImprovement(event));
  const shown = open.length > 0 ? open : group;
  const metric = remembered?.metric ?? metricThatSays(shown);
  const percent = percentIn(metric, shown);
  const isGone = open.length === 0 && group.some((event) => !event.measured && event.ended === undefined);
  const isAcknowledged = group.some(({ acknowledgement, measured }) => acknowledgement && measured);
  return {
    id: remembered?.id ?? hashHex(`incident|${first.id}`, 12),
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
    reportedScope: remembered?.scope ?? scope.labels,
    metric,
    reported: remembered?.reported ?? dayOf(first.reported),
    notes: [...notesOf(group), ...returnNotes(shown, dayOf), ...(isGone ? [NOT_MEASURED] : [])],
  };
}

/** Says until when the level was there before, by the strongest change, if most of the changes led back to such a level. */
function returnNotes(group: readonly ChangeEvent[], dayOf: IncidentFacts['dayOf']): string[] {
  const returned = group.filter(({ heldUntil }) => heldUntil !== undefined);
  const [strongest] = [...returned].sort((a, b) => strengthOf(b.change) - strengthOf(a.change));
  return strongest && 2 * returned.length > group.length
    ? [`It was at this level until ${dayOf(strongest.heldUntil!)}.`]
    : [];
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
