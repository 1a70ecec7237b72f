import { noiseAroundLevels, noiseOfDifferences } from './noise';
import { SegmentCosts } from './SegmentCosts';

function noiseOf(values: readonly number[], cuts: readonly number[] = []) {
  const x = Float64Array.from(values);
  return noiseAroundLevels(x, new SegmentCosts(x), cuts, noiseOfDifferences(x));
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

  it('counts no pair across a cut, and no distance from another level', () => {
    const halves = [...waves(1, 48), ...waves(1, 48).map((value) => value + 0.5)];
    expect(noiseOf(halves, [48]).widening).toBe(1);
    expect(noiseOf(halves, [48]).scale).toBeLessThan(0.04);
    expect(noiseOf(halves).scale).toBeGreaterThan(0.2);
  });

  it('believes in no noise below 0.3 %', () => {
    const { scale, widening } = noiseOf(Array(30).fill(1));
    expect(scale).toBeCloseTo(0.003 * widening, 10);
  });
});
