import { type SeriesColumns } from '../../flatten/nightTable';
import { type Job } from '../../model/job';
import { type MetricId } from '../../model/metrics';
import { detectorOptionsOf, type Sensitivity } from '../levels/detectorOptions';
import { type Analyses } from './analyses';
import { type ChangeEvent } from './changeEvent';
import { type Changes } from './changes';
import { Coverage } from './Coverage';
import { compositesOf, type Member } from './composites';
import { type EventContext, type Subject } from './eventContext';
import { eventsOf, knownOf } from './eventsOf';
import { fleetLines } from './fleetLines';
import { incidentsOf } from './incidents';
import { type KnownEvent } from './knownEvents';
import { observe } from './observations';
import { firstRunOf, lastRunOf, type ObservedNights } from './observedNights';
import { activeSeries, gpuConfigsOf, presenceOf } from './presence';
import { remember, withdrawnEvent } from './remember';
import { failedLast, type SeriesState, seriesState } from './seriesState';

/** What changes are looked for in. */
export interface DetectionScope {
  readonly series: readonly SeriesColumns[];
  readonly sensitivity: Sensitivity;
  readonly analyses: Analyses;
}

interface Found {
  readonly member: Member;
  readonly subject: Subject | undefined;
}

/** Finds the changes of series in the nights of a table; one metric of one series in each step. */
export function* detectChanges(context: EventContext, scope: DetectionScope): Job<Changes> {
  const { analyses, sensitivity } = scope;
  const options = detectorOptionsOf(sensitivity);
  const ofComposites = { ...options, smallestChange: sensitivity.smallestChange / 2 };
  const found: Found[] = [];
  for (const columns of scope.series) {
    for (const member of membersOf(columns, context.observed)) {
      const subject = analyses.subject(member, options);
      yield* locateSteps(subject, context, analyses);
      found.push({ member, subject });
      yield;
    }
  }
  const composites: Subject[] = [];
  for (const composite of yield* compositesOf(found.map(({ member }) => member))) {
    const subject = analyses.subject(composite, ofComposites);
    yield* locateSteps(subject, context, analyses);
    composites.push(...(subject ? [subject] : []));
    yield;
  }
  return yield* assemble(context, scope.series, found, composites);
}

function membersOf({ series, ...columns }: SeriesColumns, observed: ObservedNights): Member[] {
  return (Object.keys(columns.values) as MetricId[]).flatMap((metric) => {
    const observations = observe({ series, ...columns }, metric, observed);
    return observations.nights.length > 0 ? [{ series, metric, observations }] : [];
  });
}

/** What is known already needs no looking back. */
function* locateSteps(subject: Subject | undefined, context: EventContext, analyses: Analyses): Job<void> {
  for (const step of subject?.analysis.levels.steps ?? []) {
    if (!knownOf(subject!, step, context)) {
      yield* analyses.locate(subject!, step);
    }
  }
}

function* assemble(
  context: EventContext,
  series: readonly SeriesColumns[],
  found: readonly Found[],
  composites: readonly Subject[]
): Job<Changes> {
  const { table, observed } = context;
  const gpuConfigs = yield* gpuConfigsOf(table.series, observed);
  const presence = presenceOf(gpuConfigs, observed);
  const events: ChangeEvent[] = [];
  const states: SeriesState[] = [];
  const known: KnownEvent[] = [];
  for (const { member, subject } of found) {
    const own = subject ? tellSubject(subject, context, known) : [];
    own.forEach((event) => events.push(event));
    states.push(subject ? seriesState(subject, own, context) : unknownState(member, context));
    yield;
  }
  const covered = new Coverage(events, observed);
  for (const composite of composites) {
    const own = tellSubject(composite, context, known).filter((event) => !covered.has(event));
    own.forEach((event) => events.push(event));
    own.forEach((event) => covered.add(event));
    yield;
  }
  const analysed = series === table.series ? gpuConfigs : yield* gpuConfigsOf(series, observed);
  const subjects = found.flatMap(({ subject }) => subject ?? []);
  const incidents = yield* incidentsOf({ events, subjects, observed });
  const latestRuns = new Map(
    gpuConfigs.map(({ gpuConfig, nights }) => [gpuConfig, lastRunOf(observed, nights.at(-1)!)])
  );
  return {
    observed,
    events,
    states,
    presence,
    known,
    incidents,
    fleet: fleetLines({ active: activeSeries(analysed), events, states, presence, latestRuns }),
  };
}

/** Returns the events of a subject, and adds what is to be remembered of it. */
function tellSubject(subject: Subject, context: EventContext, known: KnownEvent[]): ChangeEvent[] {
  const remembered = remember(subject, context);
  known.push(...remembered);
  return [
    ...eventsOf(subject, context),
    ...remembered.filter((one) => one.withdrawn !== undefined).map((one) => withdrawnEvent(one, subject, context)),
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
