import fc from 'fast-check';

import { randomNumbers } from '../../../tests/support/randomNumbers';
import { DETECTOR_PRESETS } from './detectorOptions';
import { detectChangePoints, hadNoChangePoints } from './detectChangePoints';
import { History } from './History';
import { huberMean } from './statistics';
import { LevelCosts } from './LevelCosts';

const NORMAL = DETECTOR_PRESETS.normal;

/** Noise of about `percent`, the same for the same seed. */
function noisy(length: number, percent: number, seed: number): number[] {
  const next = randomNumbers(seed || 1);
  return Array.from({ length }, () => 1000 * Math.exp((percent / 100) * 2 * (next() + next() + next() - 1.5)));
}

function onsets(values: readonly number[]): number[] {
  return detectChangePoints(values, NORMAL)?.changePoints.map(({ onset }) => onset) ?? [];
}

const seeds = fc.integer({ min: 1, max: 2 ** 31 });
const RUNS = { numRuns: 25, seed: 7 };

describe('detectChangePoints', () => {
  it('says nothing of fewer than ten observations', () => {
    expect(detectChangePoints(noisy(9, 1, 1), NORMAL)).toBeUndefined();
  });

  it('finds nothing in a constant series', () => {
    expect(onsets(Array(60).fill(1234))).toEqual([]);
  });

  it('finds nothing in one outlier of any size', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.double({ min: 0.001, max: 1000, noNaN: true }),
        fc.integer({ min: 0, max: 39 }),
        (seed, factor, at) => {
          const values = noisy(40, 1, seed);
          values[at] = values[at]! * factor;
          expect(onsets(values)).toEqual([]);
        }
      ),
      RUNS
    );
  });

  it('tells a change point of 20 % in noise of 1 % on its second night, with the exact onset', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(0.8, 1.2), (seed, factor) => {
        const values = noisy(42, 1, seed).map((value, at) => (at < 40 ? value : value * factor));
        expect(onsets(values)).toEqual([40]);
      }),
      RUNS
    );
  });

  it('finds the same candidates when all values are multiplied', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0.01, max: 100, noNaN: true }), (seed, factor) => {
        const values = noisy(60, 1, seed).map((value, at) => (at < 35 ? value : value * 0.9));
        expect(onsets(values.map((value) => value * factor))).toEqual(onsets(values));
      }),
      RUNS
    );
  });

  it('finds the same candidates with the opposite sign in the reciprocals', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const values = noisy(60, 1, seed).map((value, at) => (at < 35 ? value : value * 0.9));
        const changePoints = (series: readonly number[]) =>
          detectChangePoints(series, { ...NORMAL, smallestChange: 0 })!.changePoints;
        const [there, back] = [changePoints(values), changePoints(values.map((value) => 1 / value))];
        expect(back.map(({ onset }) => onset)).toEqual(there.map(({ onset }) => onset));
        back.forEach(({ before, after }, at) =>
          expect(after - before).toBeCloseTo(there[at]!.before - there[at]!.after, 9)
        );
      }),
      RUNS
    );
  });

  it('holds the true night in its onset range, and counts what stands before the window', () => {
    const values = noisy(160, 2, 3).map((value, at) => (at < 120 ? value : value * 0.9));
    const levels = detectChangePoints(values, NORMAL)!;
    expect(levels.skipped).toBe(40);
    expect(levels.changePoints).toHaveLength(1);
    const [{ range, onset }] = levels.changePoints as [(typeof levels.changePoints)[number]];
    expect(Math.abs(onset - 120)).toBeLessThanOrEqual(1);
    expect(range[0]).toBeLessThanOrEqual(120);
    expect(range[1]).toBeGreaterThanOrEqual(120);
  });

  it('gives the same output for the same input', () => {
    const values = noisy(80, 3, 11);
    expect(detectChangePoints(values, NORMAL)).toEqual(detectChangePoints(values, NORMAL));
  });
});

describe('levels of a series', () => {
  const values = noisy(100, 1, 17).map((value, at) => (at < 40 ? value : at < 70 ? value * 0.9 : value * 0.905));
  const levels = detectChangePoints(values, { ...NORMAL, smallestChange: 2 })!;
  const x = Float64Array.from(values, Math.log);

  it('are levels between the change points that are reported, by Huber means', () => {
    expect(levels.changePoints.map(({ onset }) => onset)).toEqual([40]);
    expect(levels.confirmed.map(({ from, length }) => [from, length])).toEqual([
      [0, 40],
      [40, 60],
    ]);
    const [before, after] = levels.confirmed as [(typeof levels.confirmed)[number], (typeof levels.confirmed)[number]];
    expect(before.level).toBeCloseTo(huberMean(x.subarray(0, 40), levels.noise.scale), 12);
    expect(after.level).toBeCloseTo(huberMean(x.subarray(40), levels.noise.scale), 12);
    expect(levels.isFlat).toBe(false);
    expect(levels.skipped).toBe(0);
  });

  it('fall into levels that cover all observations, by medians, also where a change point is too small to be reported', () => {
    const small = noisy(100, 0.5, 4).map((value, at) => (at < 50 ? value : value * 0.984));
    const found = detectChangePoints(small, NORMAL)!;
    expect(found.changePoints).toEqual([]);
    expect(found.all.map(({ from, length }) => [from, length])).toEqual([
      [0, 50],
      [50, 50],
    ]);
    expect(found.all[1]!.level - found.all[0]!.level).toBeLessThan(-0.012);
    expect(found.isFlat).toBe(false);
    expect(found.confirmed).toMatchObject([{ from: 0, length: 100 }]);
  });

  it('count from the first observation, not from the window', () => {
    const long = [...noisy(30, 1, 2), ...values];
    const found = detectChangePoints(long, { ...NORMAL, window: 100 })!;
    expect(found.skipped).toBe(30);
    expect(found.confirmed.map(({ from, length }) => [from, length])).toEqual([
      [30, 40],
      [70, 60],
    ]);
    expect(found.all[0]).toMatchObject({ from: 30, length: 40 });
    expect(found.changePoints).toMatchObject([{ onset: 70 }]);
    expect(found.noise).toEqual(levels.noise);
  });

  it('are flat where no candidate was found on the way', () => {
    expect(detectChangePoints(noisy(60, 1, 5), NORMAL)).toMatchObject({ isFlat: true, changePoints: [] });
  });

  it.each([1, 2, 3, 4, 5, 6])(
    'give each change point all onsets that cost at most 4 more, the other candidates held (%d)',
    (seed) => {
      const uncertain = noisy(90, 3, seed).map((value, at) => (at < 45 ? value : value * 0.92));
      const found = detectChangePoints(uncertain, { ...NORMAL, penalty: 10, confidence: 2 })!;
      const y = Float64Array.from(uncertain, Math.log);
      const costs = new LevelCosts(y).within(found.noise.scale, NORMAL.cap);
      const bounds = [0, ...found.changePoints.map(({ onset }) => onset), y.length];
      expect(found.changePoints.length).toBeGreaterThan(0);
      found.changePoints.forEach(({ onset, range }, at) => {
        const [from, to] = [bounds[at]!, bounds[at + 2]!];
        const cost = (candidate: number) => costs.cost(from, candidate) + costs.cost(candidate, to);
        const possible = Array.from({ length: to - from - 3 }, (_, place) => from + 2 + place).filter(
          (candidate) => cost(candidate) <= cost(onset) + 4
        );
        expect(range).toEqual([Math.min(onset, ...possible), Math.max(onset, ...possible)]);
      });
    }
  );
});

describe('levels that move steadily', () => {
  it.each([0, 40])(
    'are a drift from their first to their last night, and no change points, %d nights into the series',
    (before) => {
      const drifting = noisy(before + 120, 1, 8).map((value, at) => value * (1 - 0.002 * Math.max(0, at - before)));
      const { drifts, changePoints, skipped } = detectChangePoints(drifting, NORMAL)!;
      expect([skipped, changePoints]).toEqual([before, []]);
      expect(drifts.map(({ from, to }) => [from, to])).toEqual([[before, before + 120]]);
      expect(drifts[0]!.after - drifts[0]!.before).toBeCloseTo(-0.27, 1);
    }
  );

  it('leave the change point at which they end', () => {
    const risen = noisy(120, 1, 8).map((value, at) => value * (at < 90 ? 1 - 0.002 * at : 1.2));
    const { drifts, changePoints } = detectChangePoints(risen, NORMAL)!;
    expect(drifts.map(({ from, to }) => [from, to])).toEqual([[0, 90]]);
    expect(changePoints.map(({ onset }) => onset)).toEqual([90]);
  });

  it('leave the change point at which they begin', () => {
    const fallen = noisy(120, 1, 8).map((value, at) => value * (at < 30 ? 0.8 : 1 - 0.002 * (at - 30)));
    const { drifts, changePoints } = detectChangePoints(fallen, NORMAL)!;
    expect(drifts.map(({ from, to }) => [from, to])).toEqual([[30, 120]]);
    expect(changePoints.map(({ onset }) => onset)).toEqual([30]);
  });
});

describe('a level that is much quieter than the whole', () => {
  /** Noise of 8 %, then so many nights of 0.3 %, in which the last ones are 3 % lower. */
  const quietEnd = (quiet: number, percent = 0.3, low = 12) => [
    ...noisy(50, 8, 3),
    ...noisy(quiet, percent, 4).map((value, at) => 2 * (at < quiet - low ? value : value * 0.97)),
  ];

  it('is looked at by itself: its noise hides less', () => {
    expect(onsets(quietEnd(40))).toEqual([50, 78]);
    const between = detectChangePoints([...quietEnd(40), ...noisy(20, 8, 6)], NORMAL)!.changePoints;
    expect(between.map(({ onset }) => onset)).toEqual([50, 78, 90]);
    // Its range lies between its neighbours.
    expect([50 < between[1]!.range[0], between[1]!.range[1] < 90]).toEqual([true, true]);
  });

  it('is not, where it is not quiet or not long enough', () => {
    expect(onsets(quietEnd(40, 2))).toEqual([50]);
    expect(onsets(quietEnd(15, 0.3, 7))).toEqual([50]);
    expect(onsets(quietEnd(16, 0.3, 7))).toEqual([50, 59]);
  });

  it('is looked at with what measurements say of its nights', () => {
    const values = quietEnd(40);
    const found = (errors: readonly number[]) =>
      detectChangePoints(values, NORMAL, errors)!.changePoints.map(({ onset }) => onset);
    expect(found(values.map(() => 0.0001))).toEqual([50, 78]);
    // Where the nights at the end are known to a few percent alone, they show no change.
    expect(found(values.map((_, at) => (at < 78 ? 0.0001 : 0.1)))).toEqual([50]);
  });
});

describe('hadNoChangePoints', () => {
  const flat = noisy(60, 1, 2);
  const had = (values: readonly number[], counts: readonly [number, number], errors?: readonly number[]) =>
    hadNoChangePoints(new History(values, NORMAL.window, errors), counts, NORMAL);

  it('is so of one level, from the fewest observations on that say anything', () => {
    expect(had(flat, [10, 60])).toBe(true);
    expect(had(flat, [9, 60])).toBe(false);
    expect(had(flat, [5, 9])).toBe(false);
  });

  it('is not said of a change, and not where one look would not show what the others saw', () => {
    expect(
      had(
        flat.map((value, at) => (at < 40 ? value : value * 0.9)),
        [30, 60]
      )
    ).toBe(false);
    const long = [...noisy(70, 1, 4), ...flat];
    expect(had(long, [100, 120])).toBe(true);
    expect(had(long, [100, 121])).toBe(false);
    expect(
      had(
        flat,
        [10, 60],
        flat.map(() => 0.001)
      )
    ).toBe(false);
  });
});
