import { medianOf } from './medianOf';

/** What the several measurements of each night say of how exact its value is, in logarithms. */
export interface Exactness {
  /** The standard error of a typical night: noise between nights can't be smaller. */
  readonly typical: number;
  /** The variance by which each night is less exact than a typical one. */
  readonly excess: Float64Array;
}

/** Returns that of nights by their standard errors, 0 where a night was measured once. */
export function exactnessOf(errors: ArrayLike<number>): Exactness {
  const typical = medianOf(Float64Array.from(errors));
  return { typical, excess: Float64Array.from(errors, (error) => Math.max(0, error ** 2 - typical ** 2)) };
}

/**
 * Returns the variance that nights which are less exact add to the difference of the means of `[from, at)` and `[at, to)`; 0 where
 * nothing is known of them.
 */
export function varianceBetween(excess: Float64Array | undefined, from: number, at: number, to: number): number {
  return excess ? varianceOfMean(excess.subarray(from, at)) + varianceOfMean(excess.subarray(at, to)) : 0;
}

/** Returns the variance that nights add to that of their mean. */
export function varianceOfMean(excess: Float64Array): number {
  return excess.reduce((sum, one) => sum + one, 0) / excess.length ** 2;
}
