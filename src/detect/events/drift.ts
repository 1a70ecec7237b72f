import { type Levels } from '../levels/detectChangePoints';

/** A level that came down in steps too small to be reported. */
export interface Drift {
  /** Change in % from the best level to the current one. */
  readonly percent: number;
  /** Observation at which the best level ended. */
  readonly since: number;
  readonly best: number;
  readonly current: number;
}

const LOOKED_BACK = 90;
const SHORTEST = 8;
const SMALLEST = Math.log(1.05);
const CERTAIN = 3;

/** Of how many observations, which way is better, from which observation on levels count, and what is reported in %. */
interface DriftQuestion {
  readonly count: number;
  readonly sign: 1 | -1;
  readonly reference: number;
  readonly smallestChange: number;
}

/**
 * Returns the drift of a series: its level is 5 % or more, and what is reported or more, worse than the best one of 8 nights
 * or more in the last 90. The caller makes sure that no open event explains it.
 */
export function driftOf(
  { all, noise }: Levels,
  { count, sign, reference, smallestChange }: DriftQuestion
): Drift | undefined {
  const since = Math.max(reference, count - LOOKED_BACK);
  const long = all.filter(({ from, length }) => length >= SHORTEST && from + length > since && from >= reference);
  const current = all.at(-1)!;
  if (long.length === 0 || current.length < SHORTEST) {
    return undefined;
  }
  const best = long.reduce((a, b) => (sign * b.level > sign * a.level ? b : a));
  const fall = sign * (best.level - current.level);
  const error = noise.scale * Math.sqrt(1 / best.length + 1 / current.length);
  return fall >= Math.max(SMALLEST, Math.log1p(smallestChange / 100), CERTAIN * error)
    ? {
        percent: 100 * Math.expm1(current.level - best.level),
        since: best.from + best.length,
        best: Math.exp(best.level),
        current: Math.exp(current.level),
      }
    : undefined;
}
