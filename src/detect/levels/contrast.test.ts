import { clippedSums, contrast, misfit } from './contrast';
import { huberMean } from './statistics';

const NOISE = { scale: 0.01, widening: 1 };

function sums(x: readonly number[], bounds: readonly number[], levels: readonly number[]) {
  const confirmed = bounds.map((from, at) => ({
    from,
    length: (bounds[at + 1] ?? x.length) - from,
    level: levels[at]!,
  }));
  return [...clippedSums(Float64Array.from(x), { confirmed, noise: NOISE, skipped: 0 })];
}

describe('clippedSums', () => {
  it('draws observations in to 2.5 scales from the level of their level', () => {
    const found = sums([0, 0.02, 1, -1, 5.01, 5, 7], [0, 4], [0, 5]);
    [0, 0, 0.02, 0.045, 0.02, 5.03, 10.03, 15.055].forEach((expected, at) =>
      expect(found[at]).toBeCloseTo(expected, 12)
    );
  });

  it('takes each level from its first observation on, however short they are', () => {
    const found = sums([1, 2, 3, 3], [0, 1, 2], [1, 2, 3]);
    expect(found).toEqual([0, 1, 3, 6, 9]);
  });
});

describe('contrast', () => {
  const x = Array.from({ length: 120 }, (_, at) => at / 1000);
  const of = Float64Array.from(x.reduce<number[]>((all, value) => [...all, all.at(-1)! + value], [0]));

  it.each([
    [10, 20, 30, 10, 10],
    [0, 60, 120, 40, 40],
    [0, 41, 82, 40, 40],
    [30, 32, 34, 2, 2],
    [0, 2, 120, 2, 40],
    [0, 118, 120, 40, 2],
  ])('of [%d, %d, %d) compares %d observations with %d', (from, at, to, left, right) => {
    const found = contrast(of, { from, at, to }, 0.01)!;
    // Of numbers that ascend evenly the means are as far apart as the middles of the sides.
    expect(found.difference).toBeCloseTo((left + right) / 2 / 1000, 12);
    expect(found.variance).toBeCloseTo(1e-4 * (1 / left + 1 / right), 15);
  });

  it.each([
    [10, 11, 20],
    [10, 19, 20],
    [10, 10, 20],
    [10, 20, 20],
  ])('says nothing of [%d, %d, %d), which has a side of one observation or none', (from, at, to) => {
    expect(contrast(of, { from, at, to }, 0.01)).toBeUndefined();
  });
});

describe('misfit', () => {
  it('is the sum of squared distances from the levels of the two sides, in noise scales, each capped', () => {
    const x = Float64Array.from([0, 0.01, -0.01, 0, 5, 1, 1.02, 0.98, 1]);
    const expected = [x.subarray(0, 5), x.subarray(5, 9)]
      .flatMap((side) => {
        const level = huberMean(side, 0.01);
        return Array.from(side, (value) => Math.min(((value - level) / 0.01) ** 2, 9));
      })
      .reduce((a, b) => a + b);
    expect(misfit(x, { from: 0, at: 5, to: 9 }, { scale: 0.01, cap: 3 })).toBeCloseTo(expected, 9);
    expect(expected).toBeGreaterThan(9 + 9);
  });

  it('counts an empty side as nothing', () => {
    const x = Float64Array.from([0, 0.01, 0.02]);
    const scale = { scale: 0.01, cap: 3 };
    expect(misfit(x, { from: 0, at: 0, to: 3 }, scale)).toBe(misfit(x, { from: 0, at: 3, to: 3 }, scale));
  });
});
