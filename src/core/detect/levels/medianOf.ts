import { median } from 'simple-statistics';

/** Returns the median of numbers in a typed array, which the library takes as well as a plain one. */
export function medianOf(values: Float64Array): number {
  return median(values as unknown as number[]);
}
