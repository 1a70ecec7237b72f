import { huberMean } from './huberMean';

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
