import { type ChangePoint } from './changePoint';
import { type DetectorOptions } from './detectorOptions';

/** A level that moves steadily. Observations are counted from the first of the window; levels are logarithms. */
export interface Drift {
  readonly from: number;
  /** The first observation after it. */
  readonly to: number;
  readonly before: number;
  readonly after: number;
  /** Standard error of the difference between its ends. */
  readonly error: number;
}

/** By how much a line must describe the observations better than the stairs that it replaces: one change point is soon one. */
const BETTER = 10;
const BETTER_THAN_ONE = 25;
/** A change point that makes more of the whole change is one. */
const LARGEST_SHARE = 0.6;
const FITS = 4;
const SHORTEST = 20;

/**
 * Returns the stretches in which a line describes the observations better than the change points do, each change point being paid for as in a
 * partition: change points of one direction that follow each other are then one drift. `bounds` are the first observation, the onsets
 * of all change points, and the end.
 */
export function driftsIn(
  x: Float64Array,
  changePoints: readonly ChangePoint[],
  bounds: readonly number[],
  scale: number,
  options: DetectorOptions
): Drift[] {
  const drifts: Drift[] = [];
  for (let first = 0; first < changePoints.length;) {
    let last = first;
    while (last + 1 < changePoints.length && isUp(changePoints[last + 1]!) === isUp(changePoints[first]!)) {
      last += 1;
    }
    const drift = driftOver(x, changePoints.slice(first, last + 1), bounds.slice(first, last + 3), scale, options);
    if (drift && drift.after > drift.before === isUp(changePoints[first]!)) {
      drifts.push(drift);
    }
    first = last + 1;
  }
  return drifts;
}

function isUp({ before, after }: ChangePoint): boolean {
  return after > before;
}

function driftOver(
  x: Float64Array,
  changePoints: readonly ChangePoint[],
  bounds: readonly number[],
  scale: number,
  { cap, penalty }: DetectorOptions
): Drift | undefined {
  const [from, to] = [bounds[0]!, bounds.at(-1)!];
  const total = changePoints.at(-1)!.after - changePoints[0]!.before;
  const dominates = ({ before, after }: ChangePoint) =>
    changePoints.length > 1 && (after - before) / total > LARGEST_SHARE;
  if (to - from < SHORTEST || changePoints.some(dominates)) {
    return undefined;
  }
  const loss = (distance: number) => Math.min((distance / scale) ** 2, cap * cap);
  const levels = [changePoints[0]!.before, ...changePoints.map(({ after }) => after)];
  let stairs = penalty * changePoints.length;
  levels.forEach((level, index) => {
    for (let at = bounds[index]!; at < bounds[index + 1]!; at++) {
      stairs += loss(x[at]! - level);
    }
  });
  const line = fitLine(x, from, to, cap * scale);
  let straight = penalty;
  for (let at = from; at < to; at++) {
    straight += loss(x[at]! - line.at(at));
  }
  return straight + (changePoints.length > 1 ? BETTER : BETTER_THAN_ONE) < stairs
    ? { from, to, before: line.at(from), after: line.at(to - 1), error: scale * line.error * (to - 1 - from) }
    : undefined;
}

/** A line by least squares; what is further from it than `clip` is drawn in, so that outliers hardly count. */
function fitLine(x: Float64Array, from: number, to: number, clip: number) {
  const length = to - from;
  const middle = from + (length - 1) / 2;
  const spread = (length * (length * length - 1)) / 12;
  let [level, slope] = [0, 0];
  for (let round = 0; round < FITS; round++) {
    let [sum, moment] = [0, 0];
    for (let at = from; at < to; at++) {
      const expected = level + slope * (at - middle);
      const distance = x[at]! - expected;
      const near = distance > clip ? clip : distance < -clip ? -clip : distance;
      const value = round === 0 ? x[at]! : expected + near;
      sum += value;
      moment += value * (at - middle);
    }
    [level, slope] = [sum / length, moment / spread];
  }
  return { at: (place: number) => level + slope * (place - middle), error: 1 / Math.sqrt(spread) };
}
