import { type NightTable, type SeriesColumns } from '../../flatten/nightTable';
import { type MetricId, metricOf } from '../../model/metrics';
import { type Series } from '../../model/series';
import { type Acknowledgement, activeAcknowledgements } from './acknowledgement';
import { type Analysis, analyseMetric, type FirstTold, firstTold } from '../levels/analyseMetric';
import { type ChangeEvent } from './changeEvent';
import { type Composite, compositesOf, type Member } from './composites';
import { DEFAULT_SENSITIVITY, DETECTOR_PRESETS, type DetectorOptions, type Sensitivity } from '../levels/detectorOptions';
import { type LocatedStep } from '../levels/detectSteps';
import { type EventContext, type Subject, subjectKey } from './eventContext';
import { eventsOf } from './eventsOf';
import { type FleetLine, fleetLines } from './fleetLines';
import { type Incident, incidentsOf } from './incidents';
import { type KnownEvent } from './knownEvents';
import { observe } from './observations';
import { firstRunOf, observedNights, type ObservedNights } from './observedNights';
import { activeSeries, type GpuConfig, gpuConfigsOf, type Presence, presenceOf } from './presence';
import { remember, withdrawnEvent } from './remember';
import { failedLast, type SeriesState, seriesState } from './seriesState';

/** All that was found in a table. */
export interface Changes {
  readonly observed: ObservedNights;
  /** In the order of the table's series. */
  readonly events: readonly ChangeEvent[];
  readonly states: readonly SeriesState[];
  readonly presence: readonly Presence[];
  /** Latest first. */
  readonly incidents: readonly Incident[];
  readonly fleet: readonly FleetLine[];
  /** To be handed to the next detection, so that events keep their ids and withdrawn ones are told. */
  readonly known: readonly KnownEvent[];
}

/** What is known besides the table. */
export interface Knowledge {
  readonly acknowledgements?: readonly Acknowledgement[];
  readonly known?: readonly KnownEvent[];
  /** Milliseconds since 1970, for acknowledgements that end. */
  readonly now?: number;
}

/** Finds changes with one sensitivity, and remembers what it found of each series while its values stay the same. */
export interface Detector {
  /** Returns what is found in one metric of one series, or undefined where there is too little to say anything. */
  analyse(series: SeriesColumns, metric: MetricId, observed: ObservedNights): Subject | undefined;
  changes(table: NightTable, knowledge?: Knowledge): Changes;
}

interface Remembered {
  readonly values: readonly number[];
  readonly analysis: Analysis;
  readonly told: Map<number, FirstTold>;
}

/** Returns a detector. What it remembers only saves time: its answers depend on what it is given alone. */
export function createDetector({ preset, smallestChange }: Sensitivity = DEFAULT_SENSITIVITY): Detector {
  const options: DetectorOptions = { ...DETECTOR_PRESETS[preset], smallestChange };
  const ofComposites = { ...options, smallestChange: smallestChange / 2 };
  const memory = new Map<string, Remembered>();
  const subjectOf = (member: Member & { readonly members: number }, how: DetectorOptions) =>
    makeSubject(memory, member, how);
  return {
    analyse: (columns, metric, observed) =>
      subjectOf(
        { series: columns.series, metric, observations: observe(columns, metric, observed), members: 1 },
        options
      ),
    changes(table, knowledge = {}) {
      const context = contextOf(table, knowledge);
      const members = membersOf(table, context.observed);
      const subjects = members.map((member) => ({ member, subject: subjectOf({ ...member, members: 1 }, options) }));
      const composites = compositesOf(members).flatMap(
        (composite: Composite) => subjectOf(composite, ofComposites) ?? []
      );
      return assemble(context, subjects, composites);
    },
  };
}

function makeSubject(
  memory: Map<string, Remembered>,
  { series, metric, observations, members }: Member & { readonly members: number },
  options: DetectorOptions
): Subject | undefined {
  const { values } = observations;
  const key = subjectKey(series.id, metric);
  let known = memory.get(key);
  if (!known || !sameValues(known.values, values)) {
    const analysis = analyseMetric(values, options);
    if (!analysis) {
      return undefined;
    }
    known = { values, analysis, told: new Map() };
    memory.set(key, known);
  }
  const { analysis, told } = known;
  const tell = (step: LocatedStep) => {
    const first = told.get(step.onset) ?? firstTold(values, step, options);
    told.set(step.onset, first);
    return first;
  };
  return { series, metric: metricOf(metric), members, observations, analysis, options, firstTold: tell };
}

function sameValues(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}

function contextOf(table: NightTable, { acknowledgements = [], known = [], now = 0 }: Knowledge): EventContext {
  const byKey = new Map<string, KnownEvent[]>();
  for (const one of known) {
    const key = subjectKey(one.series, one.metric);
    const others = byKey.get(key);
    others ? others.push(one) : byKey.set(key, [one]);
  }
  return {
    table,
    observed: observedNights(table),
    acknowledgements: activeAcknowledgements(acknowledgements, now),
    known: byKey,
    runIndex: new Map(table.runs.map(({ run }, index) => [run.id, index])),
  };
}

function membersOf(table: NightTable, observed: ObservedNights): Member[] {
  return table.series.flatMap((columns) =>
    (Object.keys(columns.values) as MetricId[]).flatMap((metric) => {
      const observations = observe(columns, metric, observed);
      return observations.nights.length > 0 ? [{ series: columns.series, metric, observations }] : [];
    })
  );
}

interface Found {
  readonly member: Member;
  readonly subject: Subject | undefined;
}

function assemble(context: EventContext, found: readonly Found[], composites: readonly Subject[]): Changes {
  const { table, observed } = context;
  const gpuConfigs = gpuConfigsOf(table, observed);
  const presence = presenceOf(gpuConfigs, observed);
  const events: ChangeEvent[] = [];
  const states: SeriesState[] = [];
  const known: KnownEvent[] = [];
  for (const { member, subject } of found) {
    const own = subject ? tellSubject(subject, context, known) : [];
    events.push(...own);
    states.push(subject ? seriesState(subject, own, context) : unknownState(member, context));
  }
  const single = events.length;
  for (const composite of composites) {
    const own = tellSubject(composite, context, known).filter(
      (event) => !isCovered(event, events.slice(0, single), observed)
    );
    events.push(...own);
  }
  return {
    observed,
    events,
    states,
    presence,
    known,
    incidents: incidentsOf(events, (run) => presentAt(gpuConfigs, observed.nightOfRun[run]!)),
    fleet: fleetLines({
      active: activeSeries(gpuConfigs),
      events,
      states,
      presence,
      latestRun: (gpuConfig) =>
        firstRunOf(observed, gpuConfigs.find((one) => one.gpuConfig === gpuConfig)!.nights.at(-1)!),
    }),
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

/** Whether a composite only repeats what its members told. */
function isCovered(composite: ChangeEvent, events: readonly ChangeEvent[], { nightOfRun }: ObservedNights): boolean {
  const { gpu_config, model, variant } = composite.series.labels;
  const [first, last] = composite.range.map((run) => nightOfRun[run]!) as [number, number];
  return events.some(
    ({ series: { labels }, state, better, range }) =>
      state !== 'suspect' &&
      state !== 'withdrawn' &&
      labels.gpu_config === gpu_config &&
      labels.model === model &&
      labels.variant === variant &&
      better === composite.better &&
      nightOfRun[range[0]]! <= last + 1 &&
      nightOfRun[range[1]]! >= first - 1
  );
}

const AROUND = 7;

/** Returns the series that were measured around a night. */
function presentAt(gpuConfigs: readonly GpuConfig[], night: number): Series[] {
  return gpuConfigs.flatMap(({ series }) =>
    series.filter(({ nights }) => nights.some((one) => Math.abs(one - night) <= AROUND)).map((one) => one.series)
  );
}
