import { exactnessOf, varianceOfMean } from './exactness';

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
