import { type DetectorOptions } from './detectorOptions';
import { type Noise, noiseAroundLevels, noiseOfDifferences } from './noise';
import { lastCandidates, partition } from './partition';
import { type LevelCosts } from './LevelCosts';

/** The noise of observations, and where their levels begin. */
export interface Refined {
  readonly noise: Noise;
  readonly candidates: readonly number[];
  /** Whether no candidate was found on the way either. */
  readonly isFlat: boolean;
}

const REFINEMENTS = 2;

/**
 * Whether, of so many of the first observations each time, all are one level: as `refine` would say of each, by one partition. Says
 * no where that alone does not tell.
 */
export function areFlat(
  x: Float64Array,
  costs: LevelCosts,
  [first, last]: readonly [number, number],
  options: DetectorOptions
): boolean {
  let smallest = Infinity;
  let furthest = 0;
  for (let count = first; count <= last; count++) {
    smallest = Math.min(smallest, smallerNoise(x.subarray(0, count), costs).smaller);
    furthest = Math.max(furthest, costs.spread(0, count));
  }
  // In fewer observations fewer candidates are of history: none costs less.
  return (
    furthest <= options.cap * smallest &&
    lastCandidates(costs, last, smallest, options)
      .subarray(first)
      .every((candidate) => candidate === 0)
  );
}

/** The noise by differences, that around one level, and the smaller of both. */
function smallerNoise(x: Float64Array, costs: LevelCosts, least?: number) {
  const ofDifferences = noiseOfDifferences(x, least);
  const oneLevel = noiseAroundLevels(x, costs, [], ofDifferences);
  return { ofDifferences, oneLevel, smaller: Math.min(ofDifferences, oneLevel.scale) };
}

/**
 * Noise says where the candidates are, and candidates say how large the noise is: the one is found with the other, twice. `least` is what the
 * noise is at least.
 */
export function refine(x: Float64Array, costs: LevelCosts, options: DetectorOptions, least?: number): Refined {
  const { ofDifferences, oneLevel, smaller } = smallerNoise(x, costs, least);
  const candidatesIn = (scale: number) => partition(costs, x.length, scale, options);
  // Where none of its losses is capped, those of one level shrink with the square of the noise; those of other levels shrink at most
  // as much, and what a candidate costs stays. If one level is cheapest in the smaller noise, it is so in the larger one.
  const first = costs.spread(0, x.length) <= options.cap * smaller ? candidatesIn(smaller) : undefined;
  if (first?.length === 0) {
    return { noise: oneLevel, candidates: [], isFlat: true };
  }
  let noise: Noise = { scale: ofDifferences, widening: 1 };
  let candidates = first && smaller === ofDifferences ? first : candidatesIn(ofDifferences);
  let isFlat = candidates.length === 0;
  for (let round = 0; round < REFINEMENTS; round++) {
    const before = candidates;
    noise = noiseAroundLevels(x, costs, before, ofDifferences);
    candidates = candidatesIn(noise.scale);
    isFlat &&= candidates.length === 0;
    if (candidates.length === before.length && candidates.every((candidate, index) => candidate === before[index])) {
      break;
    }
  }
  return { noise, candidates, isFlat };
}
