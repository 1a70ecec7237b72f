import fc from 'fast-check';

import { noiseAt } from '../../../tests/support/subjects';
import { DETECTOR_PRESETS } from './detectorOptions';
import { onsetRange, placeOnset } from './onset';
import { LevelCosts } from './LevelCosts';

const SCALE = 0.01;
const NORMAL = DETECTOR_PRESETS.normal;

/** Sixty nights at 0, then at -0.05, in noise of a standard deviation of `SCALE`; 0 for no noise. */
function fallAt(onset: number, noise = 0): Float64Array {
  return Float64Array.from({ length: 60 }, (_, at) => (at < onset ? 0 : -0.05) + noise * noiseAt(3, at));
}

const STEP = { onset: 30, before: 0, after: -0.05, error: 1, z: 9 };

describe('placeOnset', () => {
  it.each([26, 28, 30, 31, 34])(
    'moves a candidate before the 30th night to where the level changes, the %dth',
    (onset) => {
      expect(placeOnset(fallAt(onset), STEP, [0, 30, 60], SCALE, NORMAL)).toBe(onset);
    }
  );

  it('moves it by four nights at most, and leaves two to each side', () => {
    // The nearest that it may come to.
    expect(placeOnset(fallAt(38), STEP, [0, 30, 60], SCALE, NORMAL)).toBe(34);
    expect(placeOnset(fallAt(20), STEP, [0, 30, 60], SCALE, NORMAL)).toBe(26);
    expect(placeOnset(fallAt(34), STEP, [0, 30, 35], SCALE, NORMAL)).toBe(33);
    expect(placeOnset(fallAt(26), STEP, [27, 30, 60], SCALE, NORMAL)).toBe(29);
  });

  it('leaves eight nights before the first change', () => {
    const candidateAtTen = { ...STEP, onset: 10 };
    expect(placeOnset(fallAt(9), candidateAtTen, [0, 10, 60], SCALE, NORMAL)).toBe(9);
    expect(placeOnset(fallAt(7), candidateAtTen, [0, 10, 60], SCALE, NORMAL)).toBe(8);
  });

  it('is not moved by nights that are far off on the other side, or beyond nights that are not', () => {
    const x = fallAt(30);
    x[29] = 3;
    x[30] = -3;
    x[27] = -3;
    expect(placeOnset(x, STEP, [0, 30, 60], SCALE, NORMAL)).toBe(30);
  });

  it('takes a night beyond the new level for its first', () => {
    const x = fallAt(30);
    x[29] = -0.2;
    expect(placeOnset(x, STEP, [0, 30, 60], SCALE, NORMAL)).toBe(29);
  });

  it('costs no more than the candidate that it was given', () => {
    const cost = (x: Float64Array, at: number) =>
      x.reduce((sum, value, index) => sum + Math.min(((value - (index < at ? 0 : -0.05)) / SCALE) ** 2, 2.5 ** 2), 0);
    fc.assert(
      fc.property(
        fc.integer({ min: 24, max: 36 }),
        fc.double({ min: 0.002, max: 0.04, noNaN: true }),
        (onset, noise) => {
          const x = fallAt(onset, noise);
          const placed = placeOnset(x, STEP, [0, 30, 60], SCALE, NORMAL);
          expect(cost(x, placed)).toBeLessThanOrEqual(cost(x, 30) + 1e-9);
        }
      )
    );
  });
});

describe('onsetRange', () => {
  it('is the candidate alone where a level changes much, and wider where nights lie between the levels', () => {
    const range = (x: Float64Array) => onsetRange(new LevelCosts(x), [0, 30, 60], SCALE, NORMAL);
    expect(range(fallAt(30))).toEqual([30, 30]);
    const between = fallAt(30);
    between[29] = -0.024;
    between[30] = -0.026;
    expect(range(between)).toEqual([29, 31]);
  });

  it('holds no nights far from the candidate that some outliers make as likely', () => {
    const x = fallAt(30, 0.01);
    x[10] = -0.05;
    x[11] = -0.05;
    const [first, last] = onsetRange(new LevelCosts(x), [0, 30, 60], SCALE, NORMAL);
    expect(first).toBeGreaterThan(24);
    expect(last).toBeLessThan(36);
  });
});
