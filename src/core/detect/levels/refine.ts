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
  const oneLevel = noiseAroundLevels(x, costs, [], ofDifferences);
  if (isFlatIn(Math.min(ofDifferences, oneLevel.scale), x.length, costs, options)) {
    return { noise: oneLevel, cuts: [], isFlat: true };
  }
  let noise: Noise = { scale: ofDifferences, widening: 1 };
  let cuts = partition(costs, x.length, noise.scale, options);
  let isFlat = cuts.length === 0;
  for (let round = 0; round < REFINEMENTS; round++) {
    const before = cuts;
    noise = noiseAroundLevels(x, costs, before, ofDifferences);
    cuts = partition(costs, x.length, noise.scale, options);
    isFlat &&= cuts.length === 0;
    if (cuts.length === before.length && cuts.every((cut, index) => cut === before[index])) {
      break;
    }
  }
  return { noise, cuts, isFlat };
}

/**
 * Whether one level is cheapest in this noise and in every larger one. Where none of its losses is capped, all of them shrink with
 * the square of the noise; those of other levels shrink at most as much, and what a cut costs stays.
 */
function isFlatIn(scale: number, length: number, costs: SegmentCosts, options: DetectorOptions): boolean {
  return costs.spread(0, length) <= options.cap * scale && partition(costs, length, scale, options).length === 0;
}
