import { medianOf } from './medianOf';

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
