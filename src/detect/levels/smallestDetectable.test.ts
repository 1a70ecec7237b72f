import { DETECTOR_PRESETS } from './detectorOptions';
import { type Levels } from './detectChangePoints';
import { smallestDetectable } from './smallestDetectable';

function smallest(scale: number, ...lengths: number[]): number {
  const confirmed = lengths.map((length) => ({ from: 0, length, level: 0 }));
  return smallestDetectable({ noise: { scale, widening: 1 }, confirmed } as unknown as Levels, DETECTOR_PRESETS.normal);
}

describe('smallestDetectable', () => {
  it('is by the design 100 (exp(1.35 s sqrt(18.5 (1/7 + 1/m))) - 1), m being the length of the last level, 40 at most', () => {
    const expected = (m: number) => 100 * (Math.exp(1.35 * 0.02 * Math.sqrt(18.5 * (1 / 7 + 1 / m))) - 1);
    expect(smallest(0.02, 10, 30)).toBeCloseTo(expected(30), 9);
    expect(smallest(0.02, 90)).toBeCloseTo(expected(40), 9);
    expect(smallest(0.02, 40)).toBeCloseTo(expected(40), 9);
    expect(smallest(0.02, 30, 4)).toBeCloseTo(expected(4), 9);
  });
});
