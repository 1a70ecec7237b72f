import { isAlternation, isOutlyingAgain } from './alternation';
import { type DetectorOptions, HISTORY_ALLOWANCE, NEWS_FOR } from './detectorOptions';
import { varianceBetween } from './exactness';
import { huberMean } from './huberMean';
import { type Noise } from './noise';
import { type Step } from './step';

const LONGEST_SIDE = 40;
const NEAR = 12;
/** A level of so many observations that goes on says less of itself than its error does: it needs so much more certainty. */
const FEW = [3, 7] as const;
const FEW_ALLOWANCE = 0.6;

/**
 * Returns the steps at the cuts that are large and certain enough; the weakest goes first, and the rest is judged anew. `excess`
 * are variances of observations that are less exact than others.
 */
export function confirm(
  x: Float64Array,
  cuts: readonly number[],
  noise: Noise,
  options: DetectorOptions,
  excess?: Float64Array
): Step[] {
  let kept = [...cuts];
  for (;;) {
    const steps = kept.map((cut, index) =>
      stepAt(x, { from: kept[index - 1] ?? 0, cut, to: kept[index + 1] ?? x.length }, noise, options.cap, excess)
    );
    const failing = steps.filter((step, index) => {
      const end = kept[index + 1] ?? x.length;
      return (
        !isChange(step, end === x.length, x.length - step.onset, options) ||
        isAlternation(x, step, end, noise.scale) ||
        isOutlyingAgain(x, step, end)
      );
    });
    if (failing.length === 0) {
      return steps;
    }
    const weakest = failing.reduce((least, step) => (step.z < least.z ? step : least));
    kept = kept.filter((cut) => cut !== weakest.onset);
  }
}

/** Returns the change of a step in %. */
export function percentOf(difference: number): number {
  return 100 * Math.expm1(difference);
}

/** Whether a step is certain and large enough. `nights` are those since it began, `goesOn` whether they are all of its level. */
function isChange({ before, after, z }: Step, goesOn: boolean, nights: number, options: DetectorOptions): boolean {
  const { confidence, smallestChange } = options;
  const isHistory = nights - 1 > NEWS_FOR;
  const isFew = goesOn && nights >= FEW[0] && nights <= FEW[1];
  const needed = confidence - (isHistory ? HISTORY_ALLOWANCE : 0) + (isFew ? FEW_ALLOWANCE : 0);
  return z >= needed && Math.abs(percentOf(after - before)) >= smallestChange;
}

function stepAt(
  x: Float64Array,
  { from, cut, to }: { readonly from: number; readonly cut: number; readonly to: number },
  { scale, widening }: Noise,
  cap: number,
  excess?: Float64Array
): Step {
  const [first, last] = [Math.max(from, cut - LONGEST_SIDE), Math.min(to, cut + LONGEST_SIDE)];
  const left = x.subarray(first, cut);
  const right = x.subarray(cut, last);
  const before = huberMean(left, scale);
  const after = huberMean(right, scale);
  const nearLeft = left.subarray(Math.max(0, left.length - NEAR));
  const nearRight = right.subarray(0, NEAR);
  const squares = clippedSquares(nearLeft, before, cap * scale) + clippedSquares(nearRight, after, cap * scale);
  const count = nearLeft.length + nearRight.length;
  const local = Math.max(scale, widening * Math.sqrt(squares / Math.max(4, count - 2)));
  const inexact = varianceBetween(excess, first, cut, last);
  const error = Math.sqrt(local ** 2 * (1 / left.length + 1 / right.length) + inexact);
  return { onset: cut, before, after, error, z: Math.abs(after - before) / error };
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
