import { type DetectorOptions } from './detectorOptions';
import { type Noise, noiseAroundLevels, noiseOfDifferences } from './noise';
import { partition } from './partition';
import { type SegmentCosts } from './SegmentCosts';

/** The noise of observations, and where their levels begin. */
export interface Refined {
  readonly noise: Noise;
  readonly cuts: readonly number[];
  /** Whether no cut was found on the way either. */
  readonly isFlat: boolean;
}

const REFINEMENTS = 2;

/**
 * Noise says where the cuts are, and cuts say how large the noise is: the one is found with the other, twice. `least` is what the
 * noise is at least.
 */
export function refine(x: Float64Array, costs: SegmentCosts, options: DetectorOptions, least?: number): Refined {
  const ofDifferences = noiseOfDifferences(x, least);
  const cutsIn = (scale: number) => partition(costs, x.length, scale, options);
  const oneLevel = noiseAroundLevels(x, costs, [], ofDifferences);
  const smaller = Math.min(ofDifferences, oneLevel.scale);
  // Where none of its losses is capped, those of one level shrink with the square of the noise; those of other levels shrink at most
  // as much, and what a cut costs stays. If one level is cheapest in the smaller noise, it is so in the larger one.
  const first = costs.spread(0, x.length) <= options.cap * smaller ? cutsIn(smaller) : undefined;
  if (first?.length === 0) {
    return { noise: oneLevel, cuts: [], isFlat: true };
  }
  let noise: Noise = { scale: ofDifferences, widening: 1 };
  let cuts = first && smaller === ofDifferences ? first : cutsIn(ofDifferences);
  let isFlat = cuts.length === 0;
  for (let round = 0; round < REFINEMENTS; round++) {
    const before = cuts;
    noise = noiseAroundLevels(x, costs, before, ofDifferences);
    cuts = cutsIn(noise.scale);
    isFlat &&= cuts.length === 0;
    if (cuts.length === before.length && cuts.every((cut, index) => cut === before[index])) {
      break;
    }
  }
  return { noise, cuts, isFlat };
}
