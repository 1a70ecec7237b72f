import fc from 'fast-check';

import { noiseAroundLevels, noiseOfDifferences } from './noise';
import { LevelCosts } from './LevelCosts';

function noiseOf(values: readonly number[], candidates: readonly number[] = []) {
  const x = Float64Array.from(values);
  return noiseAroundLevels(x, new LevelCosts(x), candidates, noiseOfDifferences(x));
}

/** 1, -1, 1, -1, … each held for `held` nights. */
function waves(held: number, length = 96): number[] {
  return Array.from({ length }, (_, at) => 0.02 * (Math.floor(at / held) % 2 === 0 ? 1 : -1));
}

describe('noiseAroundLevels', () => {
  it('is wider where neighbours resemble each other, for then a level is less certain', () => {
    expect(noiseOf(waves(1)).widening).toBe(1);
    const correlation = 0.6;
    expect(noiseOf(waves(8)).widening).toBeCloseTo(Math.sqrt((1 + correlation) / (1 - correlation)), 10);
    expect(noiseOf(waves(8)).scale / noiseOf(waves(8)).widening).toBeLessThan(noiseOf(waves(8)).scale);
  });

  it('counts no pair across a candidate, and no distance from another level', () => {
    const halves = [...waves(1, 48), ...waves(1, 48).map((value) => value + 0.5)];
    expect(noiseOf(halves, [48]).widening).toBe(1);
    expect(noiseOf(halves, [48]).scale).toBeLessThan(0.04);
    expect(noiseOf(halves).scale).toBeGreaterThan(0.2);
  });

  it('believes in no noise below half of the step by which values are rounded', () => {
    // Whole numbers about 50: neighbours are equal three times of four.
    const rounded = Array.from({ length: 40 }, (_, at) => Math.log(at % 8 === 3 ? 51 : 50));
    expect(noiseOfDifferences(Float64Array.from(rounded))).toBeCloseTo(Math.log(51 / 50) / 2, 10);
    // One change point among equal values says nothing of rounding, and values that never repeat are not rounded.
    const changePoint = Array.from({ length: 40 }, (_, at) => Math.log(at < 20 ? 50 : 51));
    expect(noiseOfDifferences(Float64Array.from(changePoint))).toBe(0.003);
    const exact = Array.from({ length: 40 }, (_, at) => Math.log(50 + 0.001 * at));
    expect(noiseOfDifferences(Float64Array.from(exact))).toBe(0.003);
  });

  it('is no smaller than what the measurements of one night differ by', () => {
    expect(noiseOfDifferences(Float64Array.from(Array(30).fill(1) as number[]), 0.02)).toBe(0.02);
  });

  it('believes in no noise below 0.3 %', () => {
    const { scale, widening } = noiseOf(Array(30).fill(1));
    expect(scale).toBeCloseTo(0.003 * widening, 10);
  });
});

describe('noiseAroundLevels by its definition', () => {
  const medianOf = (values: readonly number[]) => {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  };

  /** As the design writes it. */
  function byDefinition(x: readonly number[], candidates: readonly number[]) {
    const n = x.length;
    const differences = x.slice(1).map((value, at) => Math.abs(value - x[at]!));
    const unequal = differences.filter((difference) => difference >= 1e-12);
    const share = unequal.length / differences.length;
    const rounding = share >= 0.2 && share <= 0.8 ? Math.min(...unequal) / 2 : 0;
    const sigma0 = Math.max(0.003, rounding, (1.4826 * medianOf(differences)) / Math.SQRT2);
    const ends = [...candidates, n];
    const r = ends.flatMap((to, at) => {
      const level = x.slice(at === 0 ? 0 : ends[at - 1], to);
      return level.map((value) => value - medianOf(level));
    });
    const sigmaR = Math.max(
      0.003,
      1.4826 * medianOf(r.map(Math.abs)) * Math.sqrt(n / Math.max(1, n - 1 - candidates.length))
    );
    const sm = Math.sqrt((sigma0 ** 2 + sigmaR ** 2) / 2);
    const c = r.map((value) => Math.max(-2.5 * sm, Math.min(2.5 * sm, value)));
    const products = c.reduce(
      (sum, value, at) => (at === 0 || candidates.includes(at) ? sum : sum + value * c[at - 1]!),
      0
    );
    const squares = c.reduce((sum, value) => sum + value ** 2, 0);
    const rho = Math.max(0, Math.min(0.6, (squares > 0 ? products / squares : 0) + 3 / n));
    const g = Math.sqrt((1 + rho) / (1 - rho));
    return { scale: Math.max(0.003, sm * g), widening: g };
  }

  const values = fc.array(
    fc.oneof(
      { weight: 9, arbitrary: fc.double({ min: -0.05, max: 0.05, noNaN: true }) },
      { weight: 1, arbitrary: fc.double({ min: -2, max: 2, noNaN: true }) }
    ),
    { minLength: 12, maxLength: 60 }
  );

  it('is the noise of neighbours and of levels together, widened by the autocorrelation of what is left', () => {
    fc.assert(
      fc.property(values, fc.subarray([3, 5, 8, 11]), fc.boolean(), (of, candidates, isSmooth) => {
        const x = isSmooth ? of.map((_, at) => of.slice(Math.max(0, at - 4), at + 1).reduce((a, b) => a + b) / 5) : of;
        const found = noiseOf(x, candidates);
        const expected = byDefinition(x, candidates);
        expect(found.scale).toBeCloseTo(expected.scale, 10);
        expect(found.widening).toBeCloseTo(expected.widening, 10);
      }),
      { numRuns: 300, seed: 9 }
    );
  });

  it('has at least one degree of freedom, however many candidates there are', () => {
    const x = [0, 0.1, 0.2, 0.05];
    expect(noiseOf(x, [1, 2, 3]).scale).toBeCloseTo(byDefinition(x, [1, 2, 3]).scale, 10);
  });
});
