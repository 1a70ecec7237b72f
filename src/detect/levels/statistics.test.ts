import fc from 'fast-check';
import { median } from 'simple-statistics';

import { exactnessOf, huberMean, medianOf, varianceOfMean } from './statistics';

describe('huberMean', () => {
  it('is the mean where nothing is further than two scales from the median', () => {
    expect(huberMean(Float64Array.from([1, 1.01, 1.02, 1.05]), 0.1)).toBeCloseTo(1.02, 12);
    expect(huberMean(Float64Array.from([7]), 0.1)).toBe(7);
  });

  it.each([
    ['above', 100, 0.02],
    ['below', -100, -0.02],
  ])('draws in what is further %s to two scales', (_, outlier, moved) => {
    // The median is 0; the outlier counts as two scales of 0.05, one of five values.
    expect(huberMean(Float64Array.from([0, 0, 0, 0, outlier]), 0.05)).toBeCloseTo(moved, 12);
  });
});

describe('medianOf', () => {
  it('is the median, and leaves the numbers in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 }), (numbers) => {
        const values = Float64Array.from(numbers);
        expect(medianOf(values)).toBeCloseTo(median(numbers), 6);
        expect([...values]).toEqual(numbers);
      })
    );
  });

  it('is no number where there are none', () => {
    expect(medianOf(new Float64Array())).toBeNaN();
  });
});

describe('exactnessOf', () => {
  it('takes the median error for typical, and counts what is beyond it', () => {
    const { typical, excess } = exactnessOf([0.01, 0.02, 0.01, 0.05, 0]);
    expect(typical).toBe(0.01);
    expect([...excess].map((one) => Number(one.toFixed(6)))).toEqual([0, 0.0003, 0, 0.0024, 0]);
  });
});

describe('varianceOfMean', () => {
  it('is what inexact nights add to the variance of the mean of all', () => {
    expect(varianceOfMean(Float64Array.from([0, 0.04, 0, 0]))).toBeCloseTo(0.0025, 12);
    expect(varianceOfMean(new Float64Array(5))).toBe(0);
  });
});
