import fc from 'fast-check';

import { SegmentCosts } from './SegmentCosts';

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

function costByDefinition(segment: Float64Array, scale: number, cap: number): number {
  const level = medianOf(segment);
  return segment.reduce((sum, value) => sum + Math.min(((value - level) / scale) ** 2, cap * cap), 0);
}

function segments(length: number): Array<readonly [number, number]> {
  return Array.from({ length }, (_, from) =>
    Array.from({ length: length - from }, (__, more) => [from, from + more + 1] as const)
  ).flat();
}

const SETTINGS = [
  [0.01, 3.5],
  [0.003, 3.5],
  [0.05, 2],
] as const;

describe('SegmentCosts', () => {
  it('gives medians and capped costs of all segments, in whatever order they are asked for', () => {
    fc.assert(
      fc.property(observations, fc.constantFrom(...SETTINGS), fc.boolean(), (x, [scale, cap], isBackwards) => {
        const costs = new SegmentCosts(x);
        const all = segments(x.length);
        for (const [from, to] of isBackwards ? all.reverse() : all) {
          const segment = x.subarray(from, to);
          expect(costs.median(from, to)).toBeCloseTo(medianOf(segment), 12);
          expect(costs.cost(from, to, scale, cap)).toBeCloseTo(costByDefinition(segment, scale, cap), 6);
        }
      }),
      { numRuns: 60, seed: 3 }
    );
  });

  it('costs nothing where all are equal, and never less', () => {
    const costs = new SegmentCosts(Float64Array.from({ length: 20 }, () => 0.1 + 0.2));
    segments(20).forEach(([from, to]) => expect(costs.cost(from, to, 0.003, 3.5)).toBe(0));
  });

  it('has bounds below the cost of each segment, which are close where it fits one level', () => {
    let closest = 0;
    fc.assert(
      fc.property(observations, fc.constantFrom(...SETTINGS), (x, [scale, cap]) => {
        const costs = new SegmentCosts(x);
        const bounds = costs.lowerBounds(scale, cap);
        expect(bounds).toHaveLength(3);
        for (const [from, to] of segments(x.length)) {
          const cost = costs.cost(from, to, scale, cap);
          for (const bound of bounds) {
            const least = bound.cost(from, to);
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
  ])('has a bound that is tight for segments %s', (_, values, share) => {
    const costs = new SegmentCosts(Float64Array.from(values));
    const cost = costs.cost(0, 30, 0.01, 3.5);
    const best = Math.max(...costs.lowerBounds(0.01, 3.5).map((bound) => bound.cost(0, 30)));
    expect(best / cost).toBeGreaterThan(share);
  });

  it('makes its bounds once for each scale and cap', () => {
    const costs = new SegmentCosts(Float64Array.from([1, 2, 3, 4, 5]));
    expect(costs.lowerBounds(0.01, 3.5)).toBe(costs.lowerBounds(0.01, 3.5));
    expect(costs.lowerBounds(0.01, 3.5)).not.toBe(costs.lowerBounds(0.02, 3.5));
    expect(costs.lowerBounds(0.01, 3.5)).not.toBe(costs.lowerBounds(0.01, 3));
  });
});
