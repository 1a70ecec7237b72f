import fc from 'fast-check';

import { LevelCosts } from './LevelCosts';

/** Logarithms in noise, with levels and outliers. */
const observations = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.double({ min: -0.03, max: 0.03, noNaN: true }) },
      { weight: 2, arbitrary: fc.double({ min: 0.2, max: 0.24, noNaN: true }) },
      { weight: 1, arbitrary: fc.double({ min: -3, max: 3, noNaN: true }) }
    ),
    { minLength: 3, maxLength: 30 }
  )
  .map((values) => Float64Array.from(values, (value) => 7 + value));

function medianOf(values: Float64Array): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function costByDefinition(values: Float64Array, scale: number, cap: number): number {
  const level = medianOf(values);
  return values.reduce((sum, value) => sum + Math.min(((value - level) / scale) ** 2, cap * cap), 0);
}

function levels(length: number): Array<readonly [number, number]> {
  return Array.from({ length }, (_, from) =>
    Array.from({ length: length - from }, (__, more) => [from, from + more + 1] as const)
  ).flat();
}

const SETTINGS = [
  [0.01, 3.5],
  [0.003, 3.5],
  [0.05, 2],
] as const;

describe('LevelCosts', () => {
  it('gives medians and capped costs of all levels, in whatever order they are asked for', () => {
    fc.assert(
      fc.property(observations, fc.constantFrom(...SETTINGS), fc.boolean(), (x, [scale, cap], isBackwards) => {
        const costs = new LevelCosts(x);
        const all = levels(x.length);
        for (const [from, to] of isBackwards ? all.reverse() : all) {
          const part = x.subarray(from, to);
          expect(costs.median(from, to)).toBeCloseTo(medianOf(part), 12);
          expect(costs.within(scale, cap).cost(from, to)).toBeCloseTo(costByDefinition(part, scale, cap), 6);
        }
      }),
      { numRuns: 60, seed: 3 }
    );
  });

  it('costs nothing where all are equal, and never less', () => {
    const costs = new LevelCosts(Float64Array.from({ length: 20 }, () => 0.1 + 0.2));
    levels(20).forEach(([from, to]) => expect(costs.within(0.003, 3.5).cost(from, to)).toBe(0));
  });

  it('has bounds below the cost of each level, which are close where it fits one level', () => {
    let closest = 0;
    fc.assert(
      fc.property(observations, fc.constantFrom(...SETTINGS), (x, [scale, cap]) => {
        const costs = new LevelCosts(x);
        const scaled = costs.within(scale, cap);
        for (const [from, to] of levels(x.length)) {
          const bounds = scaled.bounds.each(from, to);
          const cost = scaled.cost(from, to);
          expect(bounds).toHaveLength(3);
          for (const least of bounds) {
            expect(least).toBeLessThanOrEqual(cost + 1e-9);
            closest = Math.max(closest, cost > 1 ? least / cost : 0);
          }
        }
      }),
      { numRuns: 60, seed: 4 }
    );
    expect(closest).toBeGreaterThan(0.9);
  });

  it.each([
    ['in noise around one level', Array.from({ length: 30 }, (_, at) => 0.01 * [1, -1, 0.5, -0.5][at % 4]!), 0.9],
    ['half on one level and half on another', Array.from({ length: 30 }, (_, at) => (at < 15 ? 0 : 0.2)), 0.2],
  ])('has a bound that is tight for levels %s', (_, values, share) => {
    const costs = new LevelCosts(Float64Array.from(values));
    const cost = costs.within(0.01, 3.5).cost(0, 30);
    const best = Math.max(...costs.within(0.01, 3.5).bounds.each(0, 30));
    expect(best / cost).toBeGreaterThan(share);
  });

  it.each([
    ['above', 1],
    ['below', -1],
  ])('has a bound that is tight for a level after others that lie far %s', (_, side) => {
    // Half of the level lies further away than the narrow interval reaches.
    const level = Array.from({ length: 40 }, (_, at) => 0.01 * [2.4, -2.4, 0.1, -0.1][at % 4]!);
    const costs = new LevelCosts(Float64Array.from([...Array<number>(20).fill(0.3 * side), ...level])).within(
      0.01,
      3.5
    );
    expect(Math.max(...costs.bounds.each(20, 60)) / costs.cost(20, 60)).toBeGreaterThan(0.99);
  });

  it('says infinity, or the cost, where that reaches a limit, and the cost below it', () => {
    let sooner = 0;
    fc.assert(
      fc.property(
        observations,
        fc.constantFrom(...SETTINGS),
        fc.double({ min: 0, max: 40, noNaN: true }),
        (x, [scale, cap], limit) => {
          const [asked, fresh] = [new LevelCosts(x), new LevelCosts(x)];
          for (const [from, to] of levels(x.length)) {
            const cost = asked.within(scale, cap).cost(from, to);
            for (const costs of [asked, fresh]) {
              const below = costs.within(scale, cap).below(limit, from, to);
              expect(below === cost || (below === Infinity && cost >= limit - 1e-9)).toBe(true);
              sooner += below === Infinity ? 1 : 0;
            }
          }
        }
      ),
      { numRuns: 60, seed: 5 }
    );
    expect(sooner).toBeGreaterThan(1000);
  });

  it('costs a part of the observations as it does by itself', () => {
    const x = Float64Array.from({ length: 30 }, (_, at) => 0.01 * [1, -1, 0.5, -0.5][at % 4]! + (at > 20 ? 0.2 : 0));
    const part = new LevelCosts(x).part(7, 25);
    const alone = new LevelCosts(x.slice(7, 25));
    for (const [from, to] of levels(18)) {
      expect(part.median(from, to)).toBe(alone.median(from, to));
      expect(part.spread(from, to)).toBe(alone.spread(from, to));
      expect(part.within(0.01, 3.5).cost(from, to)).toBe(alone.within(0.01, 3.5).cost(from, to));
    }
  });

  it('scales its costs once for each scale and cap', () => {
    const costs = new LevelCosts(Float64Array.from([1, 2, 3, 4, 5]));
    expect(costs.within(0.01, 3.5)).toBe(costs.within(0.01, 3.5));
    expect(costs.within(0.01, 3.5)).not.toBe(costs.within(0.02, 3.5));
    expect(costs.within(0.01, 3.5)).not.toBe(costs.within(0.01, 3));
  });
});
