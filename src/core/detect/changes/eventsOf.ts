import { type Acknowledgement, acknowledgementOf } from './acknowledgement';
import { type ChangeEvent, severityOf } from './changeEvent';
import { percentOf } from '../levels/confirm';
import { type LocatedStep } from '../levels/detectSteps';
import { type Drift } from '../levels/driftsIn';
import { NORMAL_QUANTILE } from '../levels/normalQuantile';
import { type EventContext, type Subject, subjectKey } from './eventContext';
import { eventId, type KnownEvent, matchKnown } from './knownEvents';
import { firstRunOf } from './observedNights';
import { recoveryOf } from './recovery';
import { smallestDetectable } from '../levels/smallestDetectable';

/** A step with its identity; `told` is a table index. */
export interface Identified {
  readonly step: LocatedStep;
  readonly id: string;
  readonly told: number;
  /** Whether it was seen soon enough to be reported: what is first seen much later is history. */
  readonly isNews: boolean;
  readonly acknowledgement?: Acknowledgement;
  readonly better: boolean;
}

const SUSPECTED_FOR = 14;
const THOUSAND = Math.log(1000);
const ABOUT = 0.25;

/** Returns the events of a subject in time order: what was told, what drifts, and what only may become a change. */
export function eventsOf(
  subject: Subject,
  context: EventContext,
  identified = identifySteps(subject, context)
): ChangeEvent[] {
  const { steps } = subject.analysis.levels;
  const undone = identified.map(({ acknowledgement }, index) =>
    acknowledgement ? undefined : recoveryOf(steps, index)
  );
  const told = identified.flatMap((one, index) => {
    const recovery = undone[index];
    const undoes = one.better ? undone.findIndex((other, at) => other?.by === index && !identified[at]!.better) : -1;
    const shown = undoes < 0 ? one : overshoot(one, undone[undoes]!.beyond, steps[undoes]!, subject);
    if (!shown?.isNews) {
      return [];
    }
    const state = one.better ? 'improved' : (recovery?.state ?? 'regressed');
    const over =
      recovery?.state === 'recovered' ? runAt(subject, context, identified[recovery.by]!.step.onset) : undefined;
    return [{ ...describe(subject, shown, context), state, ended: over } satisfies ChangeEvent];
  });
  return [...told, ...driftEvents(subject, context), ...suspectsOf(subject, context)];
}

/** What is left of a step that undoes a regression: by how much the level is better than before that, if it is. */
function overshoot(
  one: Identified,
  beyond: number,
  { before }: LocatedStep,
  { options }: Subject
): Identified | undefined {
  const { step } = one;
  const isMore = percentOf(beyond) >= options.smallestChange && beyond / step.error >= options.confidence;
  return isMore ? { ...one, step: { ...step, before, z: beyond / step.error } } : undefined;
}

/** Returns what is known of a step from earlier detections. */
export function knownOf(subject: Subject, step: LocatedStep, context: EventContext): KnownEvent | undefined {
  const candidates = (context.known.get(subjectKey(subject.series.id, subject.metric.id)) ?? []).filter(isStep);
  return matchKnown(step, subject.analysis.levels.steps, candidates, (run) => observationOf(subject, context, run));
}

function isStep({ drifts }: KnownEvent): boolean {
  return !drifts;
}

/** Returns the steps of a subject with their ids. */
export function identifySteps(subject: Subject, context: EventContext): Identified[] {
  return subject.analysis.levels.steps.map((step) => identify(subject, step, context));
}

/** Returns a step with its id: the one it has been known by, or else what the night on which it was first told gives it. */
function identify(subject: Subject, step: LocatedStep, context: EventContext): Identified {
  const { series, metric } = subject;
  const up = step.after > step.before;
  const known = knownOf(subject, step, context);
  const first = known ? undefined : subject.firstTold(step);
  const told = first ? runAt(subject, context, first.count - 1) : context.runIndex.get(known!.told);
  const onset = first && runId(context, runAt(subject, context, first.onset));
  const id = known?.id ?? eventId(series.id, metric.id, up, onset!);
  return {
    step,
    id,
    told: told ?? runAt(subject, context, step.onset),
    isNews: first?.isNews ?? true,
    better: up === (metric.direction === 'higher'),
    acknowledgement: acknowledgementFor(subject, id, context),
  };
}

function acknowledgementFor({ series, metric }: Subject, id: string, { acknowledgements }: EventContext) {
  return acknowledgementOf({ id, labels: { ...series.labels, metric: metric.id } }, acknowledgements);
}

/** A drift of the present, with its identity. */
interface IdentifiedDrift {
  readonly drift: Drift;
  readonly id: string;
  readonly told: number;
}

/**
 * Returns the drift that goes on at present, if one does. What was known as a step of it before keeps its id: the drift is the
 * same change, seen better.
 */
export function currentDrift(subject: Subject, context: EventContext): IdentifiedDrift | undefined {
  const { series, metric, observations, analysis, options } = subject;
  const drift = analysis.levels.drifts.at(-1);
  if (!drift || drift.to < observations.values.length) {
    return undefined;
  }
  const up = drift.after > drift.before;
  if (Math.abs(percentOf(drift.after - drift.before)) < options.smallestChange) {
    return undefined;
  }
  const known = (context.known.get(subjectKey(series.id, metric.id)) ?? []).filter((one) => {
    const onset = observationOf(subject, context, one.onset);
    return one.up === up && (one.drifts === true || (onset !== undefined && onset >= drift.from && onset < drift.to));
  });
  const oldest = known.reduce<KnownEvent | undefined>(
    (a, b) => (a && indexOf(context, a) <= indexOf(context, b) ? a : b),
    undefined
  );
  const latest = observations.values.length - 1;
  return {
    drift,
    id: oldest?.id ?? eventId(series.id, metric.id, up, 'drift'),
    told: (oldest && context.runIndex.get(oldest.told)) ?? runAt(subject, context, latest),
  };
}

function indexOf({ runIndex }: EventContext, { told }: KnownEvent): number {
  return runIndex.get(told) ?? -1;
}

function driftEvents(subject: Subject, context: EventContext): ChangeEvent[] {
  const found = currentDrift(subject, context);
  if (!found) {
    return [];
  }
  const { drift, id, told } = found;
  const better = drift.after > drift.before === (subject.metric.direction === 'higher');
  const step: LocatedStep = {
    ...drift,
    onset: drift.from,
    z: Math.abs(drift.after - drift.before) / drift.error,
    range: [drift.from, drift.to - 1],
  };
  const acknowledgement = acknowledgementFor(subject, id, context);
  const event = describe(subject, { step, id, told, better, acknowledgement }, context);
  const nightly = percentOf((drift.after - drift.before) / (drift.to - drift.from));
  const sentence = `Drifts by ${Math.abs(nightly).toFixed(2)} % a night, in steps too small to name a commit.`;
  return [{ ...event, state: 'drift', notes: [sentence] }];
}

type Described = Omit<Identified, 'isNews'>;

function describe(subject: Subject, { step, id, told, better, acknowledgement }: Described, context: EventContext) {
  const { series, metric, members, analysis, options } = subject;
  const difference = step.after - step.before;
  const margin = NORMAL_QUANTILE * step.error;
  const percent = percentOf(difference);
  const [first, last] = step.range;
  return {
    id,
    series,
    metric: metric.id,
    members,
    better,
    severity: severityOf(percent),
    change: { percent, low: percentOf(difference - margin), high: percentOf(difference + margin) },
    before: Math.exp(step.before),
    after: Math.exp(step.after),
    z: step.z,
    onset: runAt(subject, context, step.onset),
    range: [runAt(subject, context, first), runAt(subject, context, last)] as const,
    previous: runAt(subject, context, Math.max(0, first - 1)),
    told,
    isNew: context.table.runs[told]!.run.time >= context.newSince,
    measured: !context.ended.has(series.id),
    smallestDetectable: smallestDetectable(analysis.levels, options),
    acknowledgement,
    notes: Math.abs(Math.abs(difference) - THOUSAND) < ABOUT ? ['Unit or definition changed?'] : [],
  };
}

/** A suspicion that did not become a change within two weeks is no longer of interest. */
function suspectsOf(subject: Subject, context: EventContext): ChangeEvent[] {
  const count = subject.observations.values.length;
  return subject.analysis.suspects
    .filter(({ onset }) => onset >= count - SUSPECTED_FOR)
    .map((step) => {
      const onset = runAt(subject, context, step.onset);
      const up = step.after > step.before;
      const id = eventId(subject.series.id, subject.metric.id, up, runId(context, onset));
      const better = up === (subject.metric.direction === 'higher');
      return { ...describe(subject, { step, id, told: onset, better }, context), state: 'suspect', isNew: false };
    });
}

/** Returns the table index of the run that an observation was first made with. */
export function runAt({ observations }: Subject, { observed }: EventContext, observation: number): number {
  return firstRunOf(observed, observations.nights[observation]!);
}

export function runId({ table }: EventContext, index: number): string {
  return table.runs[index]!.run.id;
}

/** Returns the observation that was made with a run, or the first one after it. */
export function observationOf(
  { observations }: Subject,
  { observed, runIndex }: EventContext,
  run: string
): number | undefined {
  const night = observed.nightOfRun[runIndex.get(run) ?? -1] ?? -1;
  const at = night < 0 ? -1 : observations.nights.findIndex((one) => one >= night);
  return at < 0 ? undefined : at;
}
