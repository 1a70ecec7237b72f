const CLIP = 2;

/** Returns a mean that outliers hardly move: one step of Huber's estimator from the median, clipped at 2 scales. */
export function huberMean(values: Float64Array, scale: number): number {
  const middle = medianOf(values);
  let sum = 0;
  for (let at = 0; at < values.length; at++) {
    const distance = (values[at]! - middle) / scale;
    sum += distance > CLIP ? CLIP : distance < -CLIP ? -CLIP : distance;
  }
  return middle + (scale * sum) / values.length;
}

/** Returns the median of numbers; NaN where there are none. An interpreter sorts a typed array faster than it selects from one. */
export function medianOf(values: Float64Array): number {
  const sorted = values.slice().sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** 95 of 100 values of a normal distribution lie within so many standard deviations of its mean. */
export const NORMAL_QUANTILE = 1.96;

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
