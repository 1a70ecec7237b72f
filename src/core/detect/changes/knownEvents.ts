import { hashHex } from '../../model/hash';
import { type MetricId } from '../../model/metrics';
import { isSameStep } from '../levels/analyseMetric';
import { type LocatedStep } from '../levels/detectSteps';

/** What is remembered of an event from one detection to the next, so that it keeps its id. Runs are run ids. */
export interface KnownEvent {
  readonly id: string;
  readonly series: string;
  readonly metric: MetricId;
  readonly up: boolean;
  readonly onset: string;
  readonly told: string;
  /** Levels in the metric's unit. */
  readonly before: number;
  readonly after: number;
  /** The latest run when it had dissolved. */
  readonly withdrawn?: string;
}

/** The id of an event that nobody knew before: it depends on what changed, which way, and the run it began with. */
export function eventId(series: string, metric: MetricId, up: boolean, onset: string): string {
  return hashHex([series, metric, up ? 'up' : 'down', onset].join('|'), 12);
}

/** Returns the known event that a step is, the nearest of those that are near enough; `place` gives a run's observation. */
export function matchKnown(
  step: LocatedStep,
  known: readonly KnownEvent[],
  place: (run: string) => number | undefined
): KnownEvent | undefined {
  const near = known.flatMap((one) => {
    const onset = place(one.onset);
    const same = onset !== undefined && isSameStep(step, { ...step, onset }) && one.up === step.after > step.before;
    return same ? [{ one, distance: Math.abs(onset - step.onset) }] : [];
  });
  return near.sort((a, b) => a.distance - b.distance)[0]?.one;
}
