import { medianOf } from './medianOf';

const CLIP = 2;

/** Returns a mean that outliers hardly move: one step of Huber's estimator from the median, clipped at 2 scales. */
export function huberMean(values: Float64Array, scale: number): number {
  const middle = medianOf(values);
  const sum = values.reduce((total, value) => total + Math.max(-CLIP, Math.min(CLIP, (value - middle) / scale)), 0);
  return middle + (scale * sum) / values.length;
}
