import { hashHex } from '../../lib/hash';
import { type MetricId } from '../../catalogue/metrics';
import { matchChangePoints } from '../levels/analyseMetric';
import { type LocatedChangePoint } from '../levels/detectChangePoints';

/** What is remembered of an event from one detection to the next, so that it keeps its id. Runs are run ids. */
export interface RememberedEvent {
  readonly id: string;
  readonly series: string;
  readonly metric: MetricId;
  readonly up: boolean;
  readonly onset: string;
  readonly reported: string;
  /** Levels in the metric's unit. */
  readonly before: number;
  readonly after: number;
  /** Whether it drifts. */
  readonly drifts?: boolean;
  /** The latest run when it had dissolved. */
  readonly withdrawn?: string;
}

/** The id of an event that nobody knew before: it depends on what changed, which way, and the run it began with. */
export function eventId(series: string, metric: MetricId, up: boolean, onset: string): string {
  return hashHex([series, metric, up ? 'up' : 'down', onset].join('|'), 12);
}

/**
 * Returns the known event that a change point is, if any; `place` gives a run's observation. `changePoints` are all of the metric: two near each other are
 * two events.
 */
export function matchRemembered(
  changePoint: LocatedChangePoint,
  changePoints: readonly LocatedChangePoint[],
  remembered: readonly RememberedEvent[],
  place: (run: string) => number | undefined
): RememberedEvent | undefined {
  const placed = remembered.flatMap((one) => {
    const onset = place(one.onset);
    // Only the direction of a known change point counts: its levels are measured anew.
    return onset === undefined ? [] : [{ one, onset, before: 0, after: one.up ? 1 : -1 }];
  });
  return matchChangePoints(changePoints, placed).get(changePoint)?.one;
}
