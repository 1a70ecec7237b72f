import fc from 'fast-check';

import { noiseAt } from '../../../testing/subjects';
import { DETECTOR_PRESETS } from './detectorOptions';
import { noiseAroundLevels, noiseOfDifferences } from './noise';
import { partition } from './partition';
import { areFlat, refine, type Refined } from './refine';
import { LevelCosts } from './LevelCosts';

/** The rule as it is said, without what spares a partition. */
function byTheRule(x: Float64Array, options: (typeof DETECTOR_PRESETS)['normal']): Refined {
  const costs = new LevelCosts(x);
  const ofDifferences = noiseOfDifferences(x);
  const found = [partition(costs, x.length, ofDifferences, options)];
  let noise = { scale: ofDifferences, widening: 1 };
  for (const _ of [1, 2]) {
    noise = noiseAroundLevels(x, costs, found.at(-1)!, ofDifferences);
    found.push(partition(costs, x.length, noise.scale, options));
    if (`${found.at(-1)}` === `${found.at(-2)}`) {
      break;
    }
  }
  return { noise, candidates: found.at(-1)!, isFlat: found.every((candidates) => candidates.length === 0) };
}

/** Observations in noise of one standard deviation, with a change point somewhere and outliers now and then. */
function observations(seed: number, length: number, changePoint: number, outlier: number): Float64Array {
  return Float64Array.from(
    { length },
    (_, at) => 0.02 * (noiseAt(seed, at) + (at >= length / 2 ? changePoint : 0) + (at % 13 === 5 ? outlier : 0))
  );
}

describe('refine', () => {
  it('finds noise and candidates in turns', () => {
    const flat = { whole: 0, candidate: 0 };
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.integer({ min: 10, max: 120 }),
        fc.constantFrom(0, 0, 0.5, 1, 1.5, 3),
        fc.constantFrom(0, 0, 2, 6),
        fc.constantFrom(...Object.values(DETECTOR_PRESETS)),
        (seed, length, changePoint, outlier, options) => {
          const x = observations(seed, length, changePoint, outlier);
          const found = refine(x, new LevelCosts(x), options);
          flat[found.isFlat ? 'whole' : 'candidate'] += 1;
          expect(found).toEqual(byTheRule(x, options));
        }
      ),
      { numRuns: 400, seed: 7 }
    );
    expect(Math.min(flat.whole, flat.candidate)).toBeGreaterThan(80);
  });

  it('says that the noise is no smaller than what it is told', () => {
    const x = observations(1, 60, 0, 0);
    expect(refine(x, new LevelCosts(x), DETECTOR_PRESETS.normal, 0.5).noise.scale).toBeGreaterThan(0.3);
  });
});

describe('areFlat', () => {
  it('is true only where each count of the first observations is one level, and says so of most that are', () => {
    const counts = { said: 0, unsaid: 0, wrong: 0 };
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.integer({ min: 12, max: 90 }),
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom(0, 0, 1, 2),
        (seed, length, more, changePoint) => {
          const x = observations(seed, length + more, changePoint, 0);
          const said = areFlat(x, new LevelCosts(x), [length, length + more], DETECTOR_PRESETS.normal);
          const areOneLevel = Array.from({ length: more + 1 }, (_, at) => {
            const prefix = x.subarray(0, length + at);
            return refine(prefix, new LevelCosts(prefix), DETECTOR_PRESETS.normal).isFlat;
          }).every(Boolean);
          counts.said += said ? 1 : 0;
          counts.unsaid += areOneLevel && !said ? 1 : 0;
          counts.wrong += said && !areOneLevel ? 1 : 0;
        }
      ),
      { numRuns: 300, seed: 9 }
    );
    expect(counts.wrong).toBe(0);
    expect(counts.said).toBeGreaterThan(3 * counts.unsaid);
    expect(counts.said).toBeLessThan(300);
  });
});
