import { type Acknowledgement, acknowledgementOf } from './acknowledgement';
import { type ChangeEvent, severityOf } from './changeEvent';
import { percentOf } from '../levels/confirm';
import { type LocatedStep } from '../levels/detectSteps';
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
  readonly acknowledgement?: Acknowledgement;
  readonly better: boolean;
}

const SUSPECTED_FOR = 14;
const THOUSAND = Math.log(1000);
const ABOUT = 0.25;

/** Returns the events of a subject in time order: what was told, and what only may become a change. */
export function eventsOf(subject: Subject, context: EventContext): ChangeEvent[] {
  const identified = subject.analysis.levels.steps.map((step) => identify(subject, step, context));
  const undone = identified.map(({ acknowledgement }, index) =>
    acknowledgement ? undefined : recoveryOf(subject.analysis.levels.steps, index)
  );
  const recoveries = new Set(
    undone.flatMap((recovery, index) => (recovery && !identified[index]!.better ? [recovery.by] : []))
  );
  const told = identified.flatMap((one, index) => {
    const recovery = undone[index];
    const isRecovery = one.better && recoveries.has(index);
    const state = one.better ? 'improved' : (recovery?.state ?? 'regressed');
    const over =
      recovery?.state === 'recovered' ? runAt(subject, context, identified[recovery.by]!.step.onset) : undefined;
    return isRecovery ? [] : [{ ...describe(subject, one, context), state, ended: over } satisfies ChangeEvent];
  });
  return [...told, ...suspectsOf(subject, context)];
}

/** Returns what is known of a step from earlier detections. */
export function knownOf(subject: Subject, step: LocatedStep, context: EventContext): KnownEvent | undefined {
  const candidates = context.known.get(subjectKey(subject.series.id, subject.metric.id)) ?? [];
  return matchKnown(step, candidates, (run) => observationOf(subject, context, run));
}

/** Returns a step with its id: the one it has been known by, or else what the night on which it was first told gives it. */
export function identify(subject: Subject, step: LocatedStep, context: EventContext): Identified {
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
    better: up === (metric.direction === 'higher'),
    acknowledgement: acknowledgementOf(
      { id, labels: { ...series.labels, metric: metric.id } },
      context.acknowledgements
    ),
  };
}

function describe(subject: Subject, { step, id, told, better, acknowledgement }: Identified, context: EventContext) {
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
    previous: runAt(subject, context, first - 1),
    told,
    isNew: told === firstRunOf(context.observed, context.observed.nights.length - 1),
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
