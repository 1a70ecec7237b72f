import { medianOf } from '../levels/medianOf';
import { type Observations } from './observations';

/** Returns how far series are from their own medians, in logarithms, night after night; those of a night begin at its start. */
export function distancesByNight(all: readonly Observations[]): {
  readonly starts: Uint32Array;
  readonly distances: Float64Array;
} {
  const starts = new Uint32Array(Math.max(...all.map(({ nights }) => nights.at(-1) ?? -1)) + 2);
  all.forEach(({ nights }) => nights.forEach((night) => (starts[night + 1]! += 1)));
  for (let night = 1; night < starts.length; night++) {
    starts[night]! += starts[night - 1]!;
  }
  const distances = new Float64Array(starts.at(-1)!);
  const next = starts.slice();
  for (const { nights, values } of all) {
    const logs = values.map(Math.log);
    const middle = logs.length > 0 ? medianOf(logs) : 0;
    nights.forEach((night, at) => (distances[next[night]!++] = logs[at]! - middle));
  }
  return { starts, distances };
}
