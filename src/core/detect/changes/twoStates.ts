import { SEPARATE } from '../levels/alternation';
import { FEWEST_OBSERVATIONS, SMALLEST_NOISE } from '../levels/detectorOptions';
import { medianOf } from '../levels/medianOf';
import { MAD_TO_SIGMA } from '../levels/noise';
import { distancesByNight } from './distancesByNight';
import { type Subject } from './eventContext';

/** So many series together show whether they alternate. */
const TOGETHER = 3;

/** The common level of a GPU configuration that has two states. */
export interface Machine {
  readonly nights: readonly number[];
  readonly x: Float64Array;
  readonly low: number;
  readonly high: number;
  readonly distance: number;
  readonly scale: number;
}

const ROUNDS = 10;

/** Returns the common level of series, if it has two states. */
export function twoStates(subjects: readonly Subject[]): Machine | undefined {
  const common = commonLevel(subjects);
  if (!common || common.values.length < FEWEST_OBSERVATIONS) {
    return undefined;
  }
  const x = Float64Array.from(common.values);
  const [low, high] = twoLevels(x);
  const distances = x.map((value) => Math.min(Math.abs(value - low), Math.abs(value - high)));
  const scale = Math.max(SMALLEST_NOISE, MAD_TO_SIGMA * medianOf(distances));
  const distance = high - low;
  return distance >= SEPARATE * scale ? { nights: common.nights, x, low, high, distance, scale } : undefined;
}

/** Returns the two levels that values lie around: each is the middle of those that are nearer to it than to the other. */
function twoLevels(x: Float64Array): readonly [low: number, high: number] {
  let [low, high] = [Math.min(...x), Math.max(...x)];
  for (let round = 0; round < ROUNDS; round++) {
    const middle = (low + high) / 2;
    const [below, above] = [x.filter((value) => value <= middle), x.filter((value) => value > middle)];
    // They are all the same.
    if (above.length === 0) {
      break;
    }
    [low, high] = [medianOf(below), medianOf(above)];
  }
  return [low, high];
}

/** Returns night by night the middle of how far series are from their own medians, where most of them were measured. */
function commonLevel(subjects: readonly Subject[]) {
  if (subjects.length < TOGETHER) {
    return undefined;
  }
  const { starts, distances } = distancesByNight(subjects.map(({ observations }) => observations));
  const nights: number[] = [];
  const values: number[] = [];
  for (let night = 0; night + 1 < starts.length; night++) {
    const ofNight = distances.subarray(starts[night], starts[night + 1]);
    if (2 * ofNight.length >= subjects.length) {
      nights.push(night);
      values.push(medianOf(ofNight));
    }
  }
  return { nights, values };
}
