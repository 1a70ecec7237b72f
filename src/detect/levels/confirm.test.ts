import { confirm, percentOf } from './confirm';
import { DETECTOR_PRESETS } from './detectorOptions';
import { huberMean } from './statistics';

const OPTIONS = DETECTOR_PRESETS.normal;

/** Values that go up and down by `size` around the levels that hold from an index on. */
function around(length: number, size: number, levels: ReadonlyArray<readonly [from: number, level: number]>) {
  return Float64Array.from(
    { length },
    (_, at) => (levels.findLast(([from]) => from <= at)?.[1] ?? 0) + size * [1, -1, -1, 1][at % 4]!
  );
}

function changePoints(x: Float64Array, candidates: readonly number[], scale = 0.01, widening = 1, options = OPTIONS) {
  return confirm(x, candidates, { scale, widening }, options);
}

describe('confirm', () => {
  it('gives levels by Huber means of at most 40 observations each side, and the error of their difference', () => {
    const x = around(120, 0.01, [[60, -0.1]]);
    const [changePoint] = changePoints(x, [60]);
    expect(changePoint!.onset).toBe(60);
    expect(changePoint!.before).toBeCloseTo(huberMean(x.subarray(20, 60), 0.01), 12);
    expect(changePoint!.after).toBeCloseTo(huberMean(x.subarray(60, 100), 0.01), 12);
    // Twelve observations each side near the candidate, each 0.01 from its level.
    const local = Math.max(0.01, Math.sqrt((24 * 0.01 ** 2) / 22));
    expect(changePoint!.error).toBeCloseTo(local * Math.sqrt(2 / 40), 12);
    expect(changePoint!.z).toBeCloseTo(0.1 / (local * Math.sqrt(2 / 40)), 9);
  });

  it('looks no further than the candidates on either side', () => {
    const x = around(60, 0.01, [
      [20, -0.2],
      [30, 0.1],
    ]);
    const [first, second] = changePoints(x, [20, 30]);
    expect(first!.before).toBeCloseTo(huberMean(x.subarray(0, 20), 0.01), 12);
    expect(first!.after).toBeCloseTo(huberMean(x.subarray(20, 30), 0.01), 12);
    expect(second!.before).toBe(first!.after);
    expect(second!.after).toBeCloseTo(huberMean(x.subarray(30, 60), 0.01), 12);
    expect(second!.error).toBeCloseTo((first!.error / Math.sqrt(1 / 20 + 1 / 10)) * Math.sqrt(1 / 10 + 1 / 30), 9);
  });

  it('is less certain where the observations near the candidate are noisier than all, and autocorrelation widens that', () => {
    const x = around(80, 0.04, [[40, -0.5]]);
    const squares = 24 * 0.02 ** 2;
    // The distances are capped at 2 scales here.
    const options = { ...OPTIONS, cap: 2, smallestChange: 0, confidence: 0 };
    const [plain] = changePoints(x, [40], 0.01, 1, options);
    const [wide] = changePoints(x, [40], 0.01, 1.5, options);
    expect(plain!.error).toBeCloseTo(Math.sqrt(squares / 22) * Math.sqrt(2 / 40), 4);
    expect(wide!.error / plain!.error).toBeCloseTo(1.5, 9);
  });

  it('counts at least four degrees of freedom near a candidate', () => {
    const x = Float64Array.from([0, 0, 0, 0, 0, 0, 0, 0, 1.03, 0.97]);
    const [changePoint] = changePoints(x, [8], 0.001, 1, { ...OPTIONS, cap: 100, smallestChange: 0, confidence: 0 });
    // Ten observations near it: eight degrees of freedom.
    expect(changePoint!.error).toBeCloseTo(Math.sqrt((2 * 0.03 ** 2) / 8) * Math.sqrt(1 / 8 + 1 / 2), 6);
    const [few] = changePoints(x.subarray(6), [2], 0.001, 1, {
      ...OPTIONS,
      cap: 100,
      smallestChange: 0,
      confidence: 0,
    });
    expect(few!.error).toBeCloseTo(Math.sqrt((2 * 0.03 ** 2) / 4) * Math.sqrt(1 / 2 + 1 / 2), 6);
  });

  it.each([
    [1.99, 0],
    [2.01, 1],
    [-1.99, 0],
    [-2.01, 1],
  ])('tells a change of %d %% %d times where 2 %% is the smallest', (percent, count) => {
    const x = around(80, 0, [[40, Math.log1p(percent / 100)]]);
    expect(changePoints(x, [40], 0.001)).toHaveLength(count);
  });

  it.each([
    [4.4, 30, 0],
    [4.6, 30, 1],
    [4.4, 31, 1],
    [3.8, 31, 0],
    [3.91, 31, 1],
    // While only 3 to 7 nights of the new level are known.
    [5.1, 2, 0],
    [5.3, 2, 1],
    [5.1, 6, 0],
    [5.3, 6, 1],
    [4.7, 1, 1],
    [4.7, 7, 1],
  ])('tells a change of z = %d that is %d nights old %d times', (z, age, count) => {
    // The night of the onset is no night old.
    const after = age + 1;
    const x = around(40 + after, 0, [[40, -z * 0.05 * Math.sqrt(1 / 40 + 1 / after)]]);
    expect(changePoints(x, [40], 0.05)).toHaveLength(count);
  });

  it('is less certain of nights whose own measurements disagree', () => {
    const x = around(60, 0.01, [[57, -0.1]]);
    const [exact] = changePoints(x, [57]);
    const excess = new Float64Array(60);
    excess.fill(0.05 ** 2, 57);
    const inexact = { ...OPTIONS, confidence: 0, smallestChange: 0 };
    const [changePoint] = confirm(x, [57], { scale: 0.01, widening: 1 }, inexact, excess);
    expect(changePoint!.error ** 2).toBeCloseTo(exact!.error ** 2 + 0.05 ** 2 / 3, 12);
    expect(confirm(x, [57], { scale: 0.01, widening: 1 }, OPTIONS, excess)).toEqual([]);
    // As inexact as that, but long before.
    excess.fill(0).fill(0.05 ** 2, 0, 3);
    expect(confirm(x, [57], { scale: 0.01, widening: 1 }, OPTIONS, excess)).toHaveLength(1);
  });

  it('drops the least certain candidate that fails first, and judges the rest anew', () => {
    // Neither half of a rise in two change points is certain by itself: the weaker one goes, and then the other holds.
    const x = around(64, 0, [
      [30, 0.03],
      [34, 0.05],
    ]);
    const scale = 0.014;
    expect(changePoints(x, [30], scale).length + changePoints(x, [34], scale).length).toBe(2);
    const alone = confirm(x, [30, 34], { scale, widening: 1 }, { ...OPTIONS, confidence: 0, smallestChange: 0 });
    expect(alone.every(({ z }) => z < OPTIONS.confidence)).toBe(true);
    expect(alone[1]!.z).toBeLessThan(alone[0]!.z);
    expect(changePoints(x, [30, 34], scale).map(({ onset }) => onset)).toEqual([30]);
  });

  it('keeps certain candidates beside one that fails, and has none without candidates', () => {
    const x = around(120, 0, [
      [40, -0.2],
      [80, -0.205],
    ]);
    expect(changePoints(x, [40, 80]).map(({ onset }) => onset)).toEqual([40]);
    expect(changePoints(x, [])).toEqual([]);
  });
});

describe('percentOf', () => {
  it('is the change in % that a difference of logarithms means', () => {
    expect(percentOf(Math.log(1.25))).toBeCloseTo(25, 10);
    expect(percentOf(Math.log(0.8))).toBeCloseTo(-20, 10);
    expect(percentOf(0)).toBe(0);
  });
});
