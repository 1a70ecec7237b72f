import fc from 'fast-check';

import { noiseAt } from '../../../tests/support/subjects';
import { DETECTOR_PRESETS, type DetectorOptions, NEWS_FOR } from './detectorOptions';
import { partition } from './partition';
import { LevelCosts } from './LevelCosts';
import { ScaledCosts } from './ScaledCosts';

const SCALE = 0.02;

/** The definition itself, without any bound: all beginnings of the last level are looked at. */
function byBruteForce(x: Float64Array, scale: number, options: DetectorOptions): number[] {
  const { cap, penalty, historyShare, shortestHistory, shortestLevel } = options;
  const median = (values: number[]) => {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  };
  const cost = (from: number, to: number) => {
    const values = Array.from(x.subarray(from, to));
    const level = median(values);
    return values.reduce((sum, value) => sum + Math.min(((value - level) / scale) ** 2, cap ** 2), 0);
  };
  const best: number[] = Array(x.length + 1).fill(Infinity) as number[];
  const last: number[] = Array(x.length + 1).fill(0) as number[];
  for (let to = shortestHistory; to <= x.length; to++) {
    best[to] = cost(0, to);
    for (let from = shortestHistory; from <= to - shortestLevel; from++) {
      // By the age of the candidate when all observations are there.
      const isHistory = x.length - 1 - from > NEWS_FOR;
      const total = best[from]! + (isHistory ? historyShare : 1) * penalty + cost(from, to);
      if (total < best[to]! - 1e-9) {
        best[to] = total;
        last[to] = from;
      }
    }
  }
  const candidates: number[] = [];
  for (let to = last[x.length]!; to > 0; to = last[to]!) {
    candidates.unshift(to);
  }
  return candidates;
}

/** Levels that jump, with outliers: what pruning could get wrong. */
const series = fc
  .tuple(
    fc.array(
      fc.record({ level: fc.double({ min: -0.3, max: 0.3, noNaN: true }), length: fc.integer({ min: 1, max: 25 }) }),
      {
        minLength: 1,
        maxLength: 5,
      }
    ),
    fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 125, maxLength: 125 }),
    fc.double({ min: 0.003, max: 0.06, noNaN: true })
  )
  .map(([levels, noise, size]) =>
    Float64Array.from(
      levels.flatMap(({ level, length }) => Array<number>(length).fill(level)),
      (level, at) => {
        const outlier = Math.abs(noise[at]!) > 0.95 ? 8 : 1;
        return level + size * outlier * noise[at]!;
      }
    )
  );

describe('partition', () => {
  it('finds the candidates that the definition has, whatever it leaves out by bounds', () => {
    fc.assert(
      fc.property(
        series,
        fc.constantFrom('low', 'normal', 'high'),
        fc.double({ min: 0.003, max: 0.05, noNaN: true }),
        (x, preset, scale) => {
          const options = DETECTOR_PRESETS[preset as 'low'];
          expect(partition(new LevelCosts(x), x.length, scale, options)).toEqual(byBruteForce(x, scale, options));
        }
      ),
      { numRuns: 400, seed: 5 }
    );
  });

  it('pays less for a candidate that is older than thirty nights, and not a night sooner', () => {
    const { penalty, historyShare } = DETECTOR_PRESETS.normal;
    // Little more is saved than the lower price: a candidate one night too early would not pay either.
    const saved = 1.01 * historyShare * penalty;
    const found = (nights: number) => {
      const after = SCALE * Math.sqrt(saved / nights);
      const x = Float64Array.from({ length: 60 + nights }, (_, at) => (at < 60 ? 0 : after));
      return partition(new LevelCosts(x), x.length, SCALE, DETECTOR_PRESETS.normal);
    };
    expect([found(NEWS_FOR + 1), found(NEWS_FOR + 2)]).toEqual([[], [60]]);
  });

  it.each([
    ['one level', 0, 0, [113, 0]],
    ['a change', 4, 0, [202, 58]],
    ['outliers', 0, 8, [3079, 0]],
  ])(
    'leaves out by bounds what it can of the 7,140 levels of 120 nights with %s, and asks for few bounds',
    (_, change, outlier, expected) => {
      const x = Float64Array.from(
        { length: 120 },
        (_, at) => SCALE * (noiseAt(1, at) + (at < 60 ? 0 : change) + (at % 17 === 8 ? outlier : 0))
      );
      // So many costs, and so many bounds of all nights as one level; more is slower, and less may be wrong.
      const cost = jest.spyOn(ScaledCosts.prototype, 'cost');
      const bound = jest.spyOn(ScaledCosts.prototype, 'below');
      partition(new LevelCosts(x), x.length, SCALE, DETECTOR_PRESETS.normal);
      expect([cost.mock.calls.length, bound.mock.calls.length]).toEqual(expected);
      cost.mockRestore();
      bound.mockRestore();
    }
  );
});
