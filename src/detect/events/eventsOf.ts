import { type Acknowledgement, acknowledgementOf } from './acknowledgement';
import { type ChangeEvent, severityOf } from './changeEvent';
import { percentOf } from '../levels/confirm';
import { type LocatedChangePoint } from '../levels/detectChangePoints';
import { type Drift } from '../levels/driftsIn';
import { NORMAL_QUANTILE } from '../levels/statistics';
import { type EventContext, type Subject, subjectKey } from './eventContext';
import { eventId, type RememberedEvent, matchRemembered } from './rememberedEvents';
import { firstRunOf } from '../observed/observedNights';
import { leftBefore, recoveryOf } from './recovery';
import { smallestDetectable } from '../levels/smallestDetectable';

/** A change point with its identity; `reported` is the table index of the run that first showed it. */
interface Identified {
  readonly changePoint: LocatedChangePoint;
  readonly id: string;
  readonly reported: number;
  /** Whether it was seen soon enough to be reported: what is first seen much later is history. */
  readonly isNews: boolean;
  readonly acknowledgement?: Acknowledgement;
  readonly better: boolean;
}

const SUSPECTED_FOR = 14;
const THOUSAND = Math.log(1000);
const ABOUT = 0.25;

/** Returns the events of a subject in time order: what was reported, what drifts, and what only may become a change. */
export function eventsOf(
  subject: Subject,
  context: EventContext,
  identified = identifyChangePoints(subject, context)
): ChangeEvent[] {
  const { changePoints } = subject.analysis.levels;
  const undone = identified.map(({ acknowledgement }, index) =>
    acknowledgement ? undefined : recoveryOf(changePoints, index)
  );
  const reported = identified.flatMap((one, index) => {
    const recovery = undone[index];
    const undoes = one.better ? undone.findIndex((other, at) => other?.by === index && !identified[at]!.better) : -1;
    const shown = undoes < 0 ? one : overshoot(one, undone[undoes]!.beyond, changePoints[undoes]!, subject);
    if (!shown?.isNews) {
      return [];
    }
    const state = one.better ? 'improved' : (recovery?.state ?? 'regressed');
    const over =
      recovery?.state === 'recovered' ? runAt(subject, context, identified[recovery.by]!.changePoint.onset) : undefined;
    const left = one.better ? undefined : leftBefore(changePoints, index);
    const heldUntil = left && runAt(subject, context, Math.max(0, left.range[0] - 1));
    return [{ ...describe(subject, shown, context), state, ended: over, heldUntil } satisfies ChangeEvent];
  });
  return [...reported, ...driftEvents(subject, context), ...suspectsOf(subject, context)];
}

/** What is left of a change point that undoes a regression: by how much the level is better than before that, if it is. */
function overshoot(
  one: Identified,
  beyond: number,
  { before }: LocatedChangePoint,
  { options }: Subject
): Identified | undefined {
  const { changePoint } = one;
  const isMore = percentOf(beyond) >= options.smallestChange && beyond / changePoint.error >= options.confidence;
  return isMore ? { ...one, changePoint: { ...changePoint, before, z: beyond / changePoint.error } } : undefined;
}

/** Returns what is known of a change point from earlier detections. */
export function rememberedOf(
  subject: Subject,
  changePoint: LocatedChangePoint,
  context: EventContext
): RememberedEvent | undefined {
  const candidates = (context.remembered.get(subjectKey(subject.series.id, subject.metric.id)) ?? []).filter(
    isChangePoint
  );
  return matchRemembered(changePoint, subject.analysis.levels.changePoints, candidates, (run) =>
    observationOf(subject, context, run)
  );
}

function isChangePoint({ drifts }: RememberedEvent): boolean {
  return !drifts;
}

/** Returns the change points of a subject with their ids. */
export function identifyChangePoints(subject: Subject, context: EventContext): Identified[] {
  return subject.analysis.levels.changePoints.map((changePoint) => identify(subject, changePoint, context));
}

/** Returns a change point with its id: the one it has been known by, or else what the night on which it was first reported gives it. */
function identify(subject: Subject, changePoint: LocatedChangePoint, context: EventContext): Identified {
  const { series, metric } = subject;
  const up = changePoint.after > changePoint.before;
  const remembered = rememberedOf(subject, changePoint, context);
  const first = remembered ? undefined : subject.firstReport(changePoint);
  const reported = first ? runAt(subject, context, first.count - 1) : context.runIndex.get(remembered!.reported);
  const onset = first && runId(context, runAt(subject, context, first.onset));
  const id = remembered?.id ?? eventId(series.id, metric.id, up, onset!);
  return {
    changePoint,
    id,
    reported: reported ?? runAt(subject, context, changePoint.onset),
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
  readonly reported: number;
}

/**
 * Returns the drift that goes on at present, if one does. What was known as a change point of it before keeps its id: the drift is the
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
  const remembered = (context.remembered.get(subjectKey(series.id, metric.id)) ?? []).filter((one) => {
    const onset = observationOf(subject, context, one.onset);
    return one.up === up && (one.drifts === true || (onset !== undefined && onset >= drift.from && onset < drift.to));
  });
  const oldest = remembered.reduce<RememberedEvent | undefined>(
    (a, b) => (a && indexOf(context, a) <= indexOf(context, b) ? a : b),
    undefined
  );
  const latest = observations.values.length - 1;
  return {
    drift,
    id: oldest?.id ?? eventId(series.id, metric.id, up, 'drift'),
    reported: (oldest && context.runIndex.get(oldest.reported)) ?? runAt(subject, context, latest),
  };
}

function indexOf({ runIndex }: EventContext, { reported }: RememberedEvent): number {
  return runIndex.get(reported) ?? -1;
}

function driftEvents(subject: Subject, context: EventContext): ChangeEvent[] {
  const found = currentDrift(subject, context);
  if (!found) {
    return [];
  }
  const { drift, id, reported } = found;
  const better = drift.after > drift.before === (subject.metric.direction === 'higher');
  const changePoint: LocatedChangePoint = {
    ...drift,
    onset: drift.from,
    z: Math.abs(drift.after - drift.before) / drift.error,
    range: [drift.from, drift.to - 1],
  };
  const acknowledgement = acknowledgementFor(subject, id, context);
  const event = describe(subject, { changePoint, id, reported, better, acknowledgement }, context);
  const nightly = percentOf((drift.after - drift.before) / (drift.to - drift.from));
  const sentence = `Drifts by ${Math.abs(nightly).toFixed(2)} % a night, in steps too small to name a commit.`;
  return [{ ...event, state: 'drift', notes: [sentence] }];
}

type Described = Omit<Identified, 'isNews'>;

function describe(
  subject: Subject,
  { changePoint, id, reported, better, acknowledgement }: Described,
  context: EventContext
) {
  const { series, metric, members, analysis, options } = subject;
  const difference = changePoint.after - changePoint.before;
  const margin = NORMAL_QUANTILE * changePoint.error;
  const percent = percentOf(difference);
  const [first, last] = changePoint.range;
  return {
    id,
    series,
    metric: metric.id,
    members,
    better,
    severity: severityOf(percent),
    change: { percent, low: percentOf(difference - margin), high: percentOf(difference + margin) },
    before: Math.exp(changePoint.before),
    after: Math.exp(changePoint.after),
    z: changePoint.z,
    onset: runAt(subject, context, changePoint.onset),
    range: [runAt(subject, context, first), runAt(subject, context, last)] as const,
    previous: runAt(subject, context, Math.max(0, first - 1)),
    reported,
    isNew: context.table.runs[reported]!.run.time >= context.newSince,
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
    .map((changePoint) => {
      const onset = runAt(subject, context, changePoint.onset);
      const up = changePoint.after > changePoint.before;
      const id = eventId(subject.series.id, subject.metric.id, up, runId(context, onset));
      const better = up === (subject.metric.direction === 'higher');
      return {
        ...describe(subject, { changePoint, id, reported: onset, better }, context),
        state: 'suspect',
        isNew: false,
      };
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
