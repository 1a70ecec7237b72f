import { isAlternation, isOutlyingAgain } from './alternation';
import { type DetectorOptions, HISTORY_ALLOWANCE, NEWS_FOR } from './detectorOptions';
import { huberMean, varianceBetween } from './statistics';
import { type Noise } from './noise';
import { type ChangePoint } from './changePoint';

const LONGEST_SIDE = 40;
const NEAR = 12;
/** A level of so many observations that goes on says less of itself than its error does: it needs so much more certainty. */
const FEW = [3, 7] as const;
const FEW_ALLOWANCE = 0.6;

/**
 * Returns the change points at the candidates that are large and certain enough; the weakest goes first, and the rest is judged anew. `excess`
 * are variances of observations that are less exact than others.
 */
export function confirm(
  x: Float64Array,
  candidates: readonly number[],
  noise: Noise,
  options: DetectorOptions,
  excess?: Float64Array
): ChangePoint[] {
  let left = [...candidates];
  for (;;) {
    const changePoints = left.map((candidate, index) =>
      changePointAt(
        x,
        { from: left[index - 1] ?? 0, candidate, to: left[index + 1] ?? x.length },
        noise,
        options.cap,
        excess
      )
    );
    const failing = changePoints.filter((changePoint, index) => {
      const end = left[index + 1] ?? x.length;
      return (
        !isChange(changePoint, end === x.length, x.length - changePoint.onset, options) ||
        isAlternation(x, changePoint, end, noise.scale) ||
        isOutlyingAgain(x, changePoint, end)
      );
    });
    if (failing.length === 0) {
      return changePoints;
    }
    const weakest = failing.reduce((least, changePoint) => (changePoint.z < least.z ? changePoint : least));
    left = left.filter((candidate) => candidate !== weakest.onset);
  }
}

/** Returns the change of a change point in %. */
export function percentOf(difference: number): number {
  return 100 * Math.expm1(difference);
}

/** Whether a change point is certain and large enough. `nights` are those since it began, `goesOn` whether they are all of its level. */
function isChange(
  { before, after, z }: ChangePoint,
  goesOn: boolean,
  nights: number,
  options: DetectorOptions
): boolean {
  const { confidence, smallestChange } = options;
  const isHistory = nights - 1 > NEWS_FOR;
  const isFew = goesOn && nights >= FEW[0] && nights <= FEW[1];
  const needed = confidence - (isHistory ? HISTORY_ALLOWANCE : 0) + (isFew ? FEW_ALLOWANCE : 0);
  return z >= needed && Math.abs(percentOf(after - before)) >= smallestChange;
}

function changePointAt(
  x: Float64Array,
  { from, candidate, to }: { readonly from: number; readonly candidate: number; readonly to: number },
  { scale, widening }: Noise,
  cap: number,
  excess?: Float64Array
): ChangePoint {
  const [first, last] = [Math.max(from, candidate - LONGEST_SIDE), Math.min(to, candidate + LONGEST_SIDE)];
  const left = x.subarray(first, candidate);
  const right = x.subarray(candidate, last);
  const before = huberMean(left, scale);
  const after = huberMean(right, scale);
  const nearLeft = left.subarray(Math.max(0, left.length - NEAR));
  const nearRight = right.subarray(0, NEAR);
  const squares = clippedSquares(nearLeft, before, cap * scale) + clippedSquares(nearRight, after, cap * scale);
  const count = nearLeft.length + nearRight.length;
  const local = Math.max(scale, widening * Math.sqrt(squares / Math.max(4, count - 2)));
  const inexact = varianceBetween(excess, first, candidate, last);
  const error = Math.sqrt(local ** 2 * (1 / left.length + 1 / right.length) + inexact);
  return { onset: candidate, before, after, error, z: Math.abs(after - before) / error };
}

function clippedSquares(values: Float64Array, level: number, clip: number): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) {
    const distance = values[at]! - level;
    const clipped = distance > clip ? clip : distance < -clip ? -clip : distance;
    sum += clipped * clipped;
  }
  return sum;
}
