import { type DetectorOptions } from './detectorOptions';
import { type LevelCosts } from './LevelCosts';
import { type ChangePoint } from './changePoint';

/** Where a change point is, and where the levels on both sides of it begin and end. */
export type Around = readonly [from: number, onset: number, to: number];

/** How much more a candidate may cost where the onset may be: it holds the true night in 97 % of cases. */
const RANGE_COST = 4;
/** How far an onset is moved at most, in observations. */
const REACH = 4;
/** Observations further from a level, in noise scales, count as if they were so far. */
const CLIP = 2.5;
/** What is far from both levels belongs to the nearer one. */
const NEARER = 1e-6;

/**
 * Returns the onset of a change point among the few observations around the candidate that the partition made, given the levels of its
 * sides: medians of short levels, by which candidates are made, are less certain than they are.
 */
export function placeOnset(
  x: Float64Array,
  { before, after }: ChangePoint,
  [from, candidate, to]: Around,
  scale: number,
  { shortestHistory, shortestLevel }: DetectorOptions
): number {
  const loss = (at: number, level: number) => {
    const distance = Math.abs(x[at]! - level) / scale;
    return Math.min(distance ** 2, CLIP ** 2) + NEARER * distance;
  };
  let [onset, least, sum] = [candidate, 0, 0];
  const weigh = (at: number, cost: number) => {
    sum += cost;
    if (sum < least - 1e-9) {
      [onset, least] = [at, sum];
    }
  };
  for (let at = candidate + 1; at <= Math.min(to - shortestLevel, candidate + REACH); at++) {
    weigh(at, loss(at - 1, before) - loss(at - 1, after));
  }
  sum = 0;
  for (let at = candidate - 1; at >= Math.max(shortestHistory, from + shortestLevel, candidate - REACH); at--) {
    weigh(at, loss(at, after) - loss(at, before));
  }
  return onset;
}

/** Where so many nights in a row say that the level began at another time, those beyond them speak of another change. */
const GAP = 5;

/** Returns the first and last observation at which the new level may have begun, the other candidates held. */
export function onsetRange(
  costs: LevelCosts,
  [from, candidate, to]: Around,
  scale: number,
  { cap, shortestLevel }: DetectorOptions
): readonly [number, number] {
  const scaled = costs.within(scale, cap);
  const costAt = (at: number) => scaled.cost(from, at) + scaled.cost(at, to);
  const most = costAt(candidate) + RANGE_COST;
  const isPossible = (at: number) => {
    const before = scaled.below(most, from, at);
    return before + scaled.below(most - before, at, to) <= most;
  };
  let first = candidate;
  for (let at = candidate - 1; at >= from + shortestLevel && first - at <= GAP; at--) {
    first = isPossible(at) ? at : first;
  }
  let last = candidate;
  for (let at = candidate + 1; at <= to - shortestLevel && at - last <= GAP; at++) {
    last = isPossible(at) ? at : last;
  }
  return [first, last];
}
