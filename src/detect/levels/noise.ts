import { SMALLEST_NOISE } from './detectorOptions';
import { medianOf } from './statistics';
import { type LevelCosts } from './LevelCosts';

/** What makes a median of absolute deviations an estimate of a normal distribution's standard deviation. */
export const MAD_TO_SIGMA = 1.4826;
const LARGEST_AUTOCORRELATION = 0.6;
const CLIP = 2.5;

/** The noise of a series: standard deviation of logarithms, and by how much autocorrelation widens it. */
export interface Noise {
  readonly scale: number;
  readonly widening: number;
}

/**
 * Returns the noise by the differences of neighbours, which few change points hardly touch. It is no smaller than what rounding
 * hides, and than `least`: that much the measurements of one night differ already.
 */
export function noiseOfDifferences(x: Float64Array, least = SMALLEST_NOISE): number {
  const differences = new Float64Array(Math.max(0, x.length - 1));
  for (let at = 0; at < differences.length; at++) {
    const difference = x[at + 1]! - x[at]!;
    differences[at] = difference < 0 ? -difference : difference;
  }
  return Math.max(SMALLEST_NOISE, least, roundingOf(differences), (MAD_TO_SIGMA * medianOf(differences)) / Math.SQRT2);
}

/** Where neighbours are equal at least so often, and at least so often are not, values are rounded. */
const OFTEN = 0.2;

/**
 * Returns half of the step by which values are rounded, as a logarithm, or 0 where they are not: more exact than that no value
 * is. The step is the smallest difference of two neighbours.
 */
function roundingOf(differences: Float64Array): number {
  let equal = 0;
  let smallest = Infinity;
  for (let at = 0; at < differences.length; at++) {
    const difference = differences[at]!;
    if (difference < 1e-12) {
      equal += 1;
    } else if (difference < smallest) {
      smallest = difference;
    }
  }
  const share = equal / differences.length;
  return share >= OFTEN && share <= 1 - OFTEN ? smallest / 2 : 0;
}

/** Returns the noise around the levels that the candidates make, widened by what the autocorrelation of the rest does to it. */
export function noiseAroundLevels(
  x: Float64Array,
  costs: LevelCosts,
  candidates: readonly number[],
  ofDifferences: number
): Noise {
  const residuals = residualsOf(x, costs, candidates);
  const freedom = Math.max(1, x.length - 1 - candidates.length);
  const ofResiduals = Math.max(
    SMALLEST_NOISE,
    MAD_TO_SIGMA * medianOf(sizesOf(residuals)) * Math.sqrt(x.length / freedom)
  );
  const scale = Math.sqrt((ofDifferences ** 2 + ofResiduals ** 2) / 2);
  const correlation = autocorrelation(residuals, candidates, CLIP * scale);
  const widening = Math.sqrt((1 + correlation) / (1 - correlation));
  return { scale: Math.max(SMALLEST_NOISE, scale * widening), widening };
}

function residualsOf(x: Float64Array, costs: LevelCosts, candidates: readonly number[]): Float64Array {
  const residuals = new Float64Array(x.length);
  const ends = [...candidates, x.length];
  let from = 0;
  for (const to of ends) {
    const level = costs.median(from, to);
    for (let at = from; at < to; at++) {
      residuals[at] = x[at]! - level;
    }
    from = to;
  }
  return residuals;
}

function sizesOf(values: Float64Array): Float64Array {
  const sizes = new Float64Array(values.length);
  for (let at = 0; at < sizes.length; at++) {
    const value = values[at]!;
    sizes[at] = value < 0 ? -value : value;
  }
  return sizes;
}

/** Lag-1 autocorrelation of clipped residuals; pairs across a candidate are left out, and 3/n makes up for its bias. */
function autocorrelation(residuals: Float64Array, candidates: readonly number[], clip: number): number {
  let products = 0;
  let squares = 0;
  let before = 0;
  let candidate = 0;
  for (let at = 0; at < residuals.length; at++) {
    const residual = residuals[at]!;
    const value = residual > clip ? clip : residual < -clip ? -clip : residual;
    squares += value * value;
    if (at === candidates[candidate]) {
      candidate += 1;
    } else {
      products += value * before;
    }
    before = value;
  }
  const raw = squares > 0 ? products / squares : 0;
  return Math.max(0, Math.min(LARGEST_AUTOCORRELATION, raw + 3 / residuals.length));
}
