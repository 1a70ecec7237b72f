import { type SeriesColumns } from '../table/nightTable';
import { type Job } from '../lib/job';
import { type MetricId, metricOf } from '../catalogue/metrics';
import { areEqual } from '../lib/collections';
import { dateText } from '../lib/time';
import { type DetectorOptions, detectorOptionsOf } from './levels/detectorOptions';
import { type Sensitivity } from './levels/sensitivity';
import { type Analyses } from './analyses';
import { type Availability } from './absence/availability';
import { type ChangeEvent } from './events/changeEvent';
import { type Changes } from './changes';
import { Coverage } from './incidents/Coverage';
import { compositesOf, type Member } from './events/composites';
import { type EventContext, type Subject, subjectKey } from './events/eventContext';
import { eventsOf, identifyChangePoints, rememberedOf } from './events/eventsOf';
import { fleetLines } from './incidents/fleetLines';
import { type GpuConfig } from './observed/gpuConfigs';
import { type Expected, type Helpers } from './Helpers';
import { withTrades } from './incidents/trades';
import { incidentsOf } from './incidents/incidents';
import { type RememberedIncident } from './incidents/rememberedIncidents';
import { type RememberedEvent } from './events/rememberedEvents';
import { observe } from './observed/observations';
import { firstRunOf, lastRunOf, type ObservedNights } from './observed/observedNights';
import { remember, withdrawnEvent } from './incidents/remember';
import { failedLast, type SeriesState, seriesState } from './events/seriesState';

/** What detection works with besides the nights. */
interface DetectionScope {
  readonly sensitivity: Sensitivity;
  readonly analyses: Analyses;
  readonly helpers: Helpers;
  readonly gpuConfigs: readonly GpuConfig[];
  readonly availability: Availability;
  readonly rememberedIncidents: readonly RememberedIncident[];
}

interface Found {
  readonly member: Member;
  readonly subject: Subject | undefined;
}

/** Finds the changes of all series in the nights of a table; one metric of one series in each step. */
export function* detectChanges(context: EventContext, scope: DetectionScope): Job<Changes> {
  const { analyses, sensitivity } = scope;
  const options = detectorOptionsOf(sensitivity);
  const ofComposites = { ...options, smallestChange: sensitivity.smallestChange / 2 };
  const members: Member[] = [];
  for (const columns of context.table.series) {
    members.push(...membersOf(columns, context.observed));
    yield;
  }
  const expected = (member: Member, of: DetectorOptions): Expected => {
    const isKnown = context.remembered.has(subjectKey(member.series.id, member.metric));
    return { member, options: of, looksBack: !isKnown };
  };
  const together = yield* compositesOf(members);
  scope.helpers.begin([
    ...members.map((member) => expected(member, options)),
    ...together.map((composite) => expected(composite, ofComposites)),
  ]);
  const found: Found[] = [];
  for (const member of members) {
    const subject = analyses.subject(member, options);
    yield* locateChangePoints(subject, context, analyses);
    found.push({ member, subject });
    yield;
  }
  const composites: Subject[] = [];
  for (const composite of together) {
    const subject = analyses.subject(composite, ofComposites);
    yield* locateChangePoints(subject, context, analyses);
    composites.push(...(subject ? [subject] : []));
    yield;
  }
  scope.helpers.end();
  return yield* assemble(context, scope, found, composites);
}

function membersOf({ series, ...columns }: SeriesColumns, observed: ObservedNights): Member[] {
  // The metrics of a series are mostly observed on the same nights: they are kept once.
  let shared: Int32Array = new Int32Array();
  const measured = (Object.keys(columns.values) as MetricId[]).filter((metric) => !metricOf(metric).isAsked);
  return measured.flatMap((metric) => {
    const { nights, ...rest } = observe({ series, ...columns }, metric, observed);
    shared = areEqual(nights, shared) ? shared : nights;
    return nights.length > 0 ? [{ series, metric, observations: { nights: shared, ...rest } }] : [];
  });
}

/** What is known already needs no looking back. */
function* locateChangePoints(subject: Subject | undefined, context: EventContext, analyses: Analyses): Job<void> {
  for (const changePoint of subject?.analysis.levels.changePoints ?? []) {
    if (!rememberedOf(subject!, changePoint, context)) {
      yield* analyses.locate(subject!, changePoint);
    }
  }
}

function* assemble(
  context: EventContext,
  { gpuConfigs, availability, rememberedIncidents }: DetectionScope,
  found: readonly Found[],
  composites: readonly Subject[]
): Job<Changes> {
  const { observed } = context;
  const events: ChangeEvent[] = [];
  const remembered: RememberedEvent[] = [];
  for (const { subject } of found) {
    events.push(...(subject ? tellSubject(subject, context, remembered) : []));
    yield;
  }
  const instead = yield* tellComposites(composites, context, events, remembered);
  const subjects = found.flatMap(({ subject }) => subject ?? []);
  const dayOf = (run: number) => dateText(context.table.runs[run]!.run.time);
  const grouped = yield* incidentsOf({ events, instead, subjects, observed, dayOf, remembered: rememberedIncidents });
  const decided = events.map((event) => withState(event, grouped.otherwise.get(event)));
  const bySubject = eventsBySubject(decided);
  const states: SeriesState[] = [];
  for (const { member, subject } of found) {
    const own = bySubject.get(subjectKey(member.series.id, member.metric)) ?? [];
    states.push(subject ? seriesState(subject, own, context) : unknownState(member, context));
    yield;
  }
  const latestRuns = new Map(
    gpuConfigs.map(({ gpuConfig, nights }) => [gpuConfig, lastRunOf(observed, nights.at(-1)!)])
  );
  // What is no change after all was never reported: it gets its id when it is.
  const unreported = new Set([...grouped.otherwise.keys()].map(({ id }) => id));
  return {
    observed,
    events: decided,
    states,
    availability,
    remembered: { events: remembered.filter(({ id }) => !unreported.has(id)), incidents: grouped.remembered },
    incidents: withTrades(grouped.incidents),
    fleet: fleetLines({ availability, events: decided, states, incidents: grouped.incidents, latestRuns }),
    subjects: new Map(subjects.map((subject) => [subjectKey(subject.series.id, subject.metric.id), subject])),
  };
}

/** Adds what composites tell that no series tells already. Returns what does, by its id, with the composites' changes that it is. */
function* tellComposites(
  composites: readonly Subject[],
  context: EventContext,
  events: ChangeEvent[],
  remembered: RememberedEvent[]
): Job<Map<string, readonly string[]>> {
  const covered = new Coverage(events, context.observed);
  const instead = new Map<string, readonly string[]>();
  for (const composite of composites) {
    const own: ChangeEvent[] = [];
    for (const event of tellSubject(composite, context, remembered)) {
      const coveredBy = covered.of(event);
      coveredBy.forEach(({ id }) => instead.set(id, [...(instead.get(id) ?? []), event.id]));
      coveredBy.length === 0 && own.push(event);
    }
    own.forEach((event) => events.push(event));
    own.forEach((event) => covered.add(event));
    yield;
  }
  return instead;
}

/** An event, or what it is instead of a change. */
function withState(event: ChangeEvent, state: 'suspect' | 'alternates' | undefined): ChangeEvent {
  const notes = state === 'alternates' ? [...event.notes, alternationNote(event)] : event.notes;
  return state ? { ...event, state, notes, isNew: false } : event;
}

function alternationNote({ change }: ChangeEvent): string {
  const apart = Math.abs(change.percent).toFixed(1);
  return `Alternates between two levels ${apart} % apart, on the same nights as others of its GPU configuration (two hosts?).`;
}

function eventsBySubject(events: readonly ChangeEvent[]): ReadonlyMap<string, readonly ChangeEvent[]> {
  const bySubject = new Map<string, ChangeEvent[]>();
  for (const event of events) {
    const key = subjectKey(event.series.id, event.metric);
    const own = bySubject.get(key);
    own ? own.push(event) : bySubject.set(key, [event]);
  }
  return bySubject;
}

/** Returns the events of a subject, and adds what is to be remembered of it. */
function tellSubject(subject: Subject, context: EventContext, remembered: RememberedEvent[]): ChangeEvent[] {
  const identified = identifyChangePoints(subject, context);
  const own = remember(subject, context, identified);
  remembered.push(...own);
  return [
    ...eventsOf(subject, context, identified),
    ...own.filter((one) => one.withdrawn !== undefined).map((one) => withdrawnEvent(one, subject, context)),
  ];
}

function unknownState({ series, metric, observations }: Member, { observed }: EventContext): SeriesState {
  return {
    series,
    metric,
    state: failedLast(observations) ? 'failed' : 'learning',
    observations: observations.values.length,
    run: firstRunOf(observed, observations.nights.at(-1)!),
  };
}
