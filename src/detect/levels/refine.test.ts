import fc from 'fast-check';

import { noiseAt } from '../../../tests/support/subjects';
import { DETECTOR_PRESETS, type DetectorOptions } from './detectorOptions';
import { noiseAroundLevels, noiseOfDifferences } from './noise';
import { partition } from './partition';
import { areFlat, refine, type Refined } from './refine';
import { LevelCosts } from './LevelCosts';

/** The rule as it is said, without what spares a partition; and how many partitions that needs. */
function byTheRule(x: Float64Array, options: DetectorOptions): readonly [Refined, number] {
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
  const isFlat = found.every((candidates) => candidates.length === 0);
  return [{ noise, candidates: found.at(-1)!, isFlat }, found.length];
}

/** The smaller one of the noise of differences and that around one level, and the first. */
function noisesOf(x: Float64Array): readonly [number, number] {
  const ofDifferences = noiseOfDifferences(x);
  return [Math.min(ofDifferences, noiseAroundLevels(x, new LevelCosts(x), [], ofDifferences).scale), ofDifferences];
}

/** What is found, and how many partitions were asked for. */
function counted(x: Float64Array, options: DetectorOptions): readonly [Refined, number] {
  const costs = new LevelCosts(x);
  const asked = jest.spyOn(costs, 'within');
  return [refine(x, costs, options), asked.mock.calls.length];
}

/** Observations in noise of one standard deviation, with a change point somewhere and outliers now and then. */
function observations(seed: number, length: number, changePoint: number, outlier: number): Float64Array {
  return Float64Array.from(
    { length },
    (_, at) => 0.02 * (noiseAt(seed, at) + (at >= length / 2 ? changePoint : 0) + (at % 13 === 5 ? outlier : 0))
  );
}

describe('refine', () => {
  it('finds noise and candidates in turns, by one partition where all is one level, and none twice', () => {
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
          const [found, asked] = counted(x, options);
          const [expected, partitions] = byTheRule(x, options);
          flat[found.isFlat ? 'whole' : 'candidate'] += 1;
          expect(found).toEqual(expected);
          const [smaller, ofDifferences] = noisesOf(x);
          const costs = new LevelCosts(x);
          const mayTell = costs.spread(0, length) <= options.cap * smaller;
          const tells = mayTell && partition(costs, length, smaller, options).length === 0;
          expect(asked).toBe(tells ? 1 : partitions + (mayTell && smaller !== ofDifferences ? 1 : 0));
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
  it('makes no partition where a loss is capped in the smallest noise, for that would not tell', () => {
    for (const [outlier, partitions] of [
      [0, 1],
      [9, 0],
    ] as const) {
      const x = observations(1, 60, 0, outlier);
      const costs = new LevelCosts(x);
      const asked = jest.spyOn(costs, 'within');
      areFlat(x, costs, [50, 60], DETECTOR_PRESETS.normal);
      // The noise around one level is asked for medians alone.
      expect(asked).toHaveBeenCalledTimes(partitions);
    }
  });

  it('is true only where each count of the first observations is one level, and says so of most that are', () => {
    const counts = { said: 0, unsaid: 0, wrong: 0 };
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.integer({ min: 12, max: 90 }),
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom(0, 0, 1, 2),
        fc.constantFrom(0, 0, 0, 3, 6),
        (seed, length, more, changePoint, outlier) => {
          const x = observations(seed, length + more, changePoint, outlier);
          const said = areFlat(x, new LevelCosts(x), [length, length + more], DETECTOR_PRESETS.normal);
          const areOneLevel = Array.from({ length: more + 1 }, (_, at) => {
            const prefix = x.subarray(0, length + at);
            return refine(prefix, new LevelCosts(prefix), DETECTOR_PRESETS.normal).isFlat;
          }).every(Boolean);
          counts.said += said ? 1 : 0;
          // Losses of outliers are capped: then it mostly can't tell.
          counts.unsaid += areOneLevel && !said && outlier === 0 ? 1 : 0;
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
