import { type Levels } from './detectChangePoints';
import { huberMean, varianceBetween } from './statistics';

/** How much a series changed at one observation, in logarithms, whether or not it could tell so by itself. */
export interface Contrast {
  readonly difference: number;
  readonly variance: number;
}

/** Observations `[from, to)` with levels that meet at `at`. */
export interface Sides {
  readonly from: number;
  readonly at: number;
  readonly to: number;
}

const LONGEST_SIDE = 40;
const SHORTEST_SIDE = 2;
/** Observations further from their level, in noise scales, count as if they were so far. */
const CLIP = 2.5;

/**
 * Returns sums of the observations of a window from its first on, each drawn in towards its level, so that outliers hardly
 * count.
 */
export function clippedSums(
  x: Float64Array,
  { confirmed, noise, skipped }: Pick<Levels, 'confirmed' | 'noise' | 'skipped'>
): Float64Array {
  const sums = new Float64Array(x.length + 1);
  const reach = CLIP * noise.scale;
  let place = 0;
  for (let at = 0; at < x.length; at++) {
    while (place + 1 < confirmed.length && confirmed[place + 1]!.from - skipped <= at) {
      place += 1;
    }
    const { level } = confirmed[place]!;
    sums[at + 1] = sums[at]! + Math.max(level - reach, Math.min(level + reach, x[at]!));
  }
  return sums;
}

/**
 * Returns the difference of the levels from `at` on and before it, by sums that `clippedSums` made, or undefined where there
 * are too few observations on either side. At most 40 on each side are looked at, as for a change point. `excess` are variances of
 * observations that are less exact than others.
 */
export function contrast(
  sums: Float64Array,
  { from, at, to }: Sides,
  scale: number,
  excess?: Float64Array
): Contrast | undefined {
  const [first, last] = [Math.max(from, at - LONGEST_SIDE), Math.min(to, at + LONGEST_SIDE)];
  const [left, right] = [at - first, last - at];
  if (left < SHORTEST_SIDE || right < SHORTEST_SIDE) {
    return undefined;
  }
  return {
    difference: (sums[last]! - sums[at]!) / right - (sums[at]! - sums[first]!) / left,
    variance: scale * scale * (1 / left + 1 / right) + varianceBetween(excess, first, at, last),
  };
}

/**
 * Returns how badly two levels that meet at `at` describe the observations of `[from, to)`: their squared distances in noise
 * scales, each capped, as a partition counts them. Unlike a difference of robust means, it tells a late onset from the true
 * one: observations on the wrong side are far from their level.
 */
export function misfit(
  x: Float64Array,
  { from, at, to }: Sides,
  { scale, cap }: { readonly scale: number; readonly cap: number }
): number {
  return sideMisfit(x.subarray(from, at), scale, cap) + sideMisfit(x.subarray(at, to), scale, cap);
}

function sideMisfit(side: Float64Array, scale: number, cap: number): number {
  if (side.length === 0) {
    return 0;
  }
  const level = huberMean(side, scale);
  return side.reduce((sum, value) => sum + Math.min(((value - level) / scale) ** 2, cap * cap), 0);
}
