import { type Levels, type Level } from '../levels/detectChangePoints';
import { driftOf } from './drift';

type Question = Parameters<typeof driftOf>[1];

/** Levels in their order, each of a length, in noise so small that it decides nothing unless it is said. */
function levels(of: ReadonlyArray<readonly [length: number, level: number]>, scale = 0.003): Levels {
  const all: Level[] = [];
  let from = 0;
  for (const [length, level] of of) {
    all.push({ from, length, level: Math.log(level) });
    from += length;
  }
  return { all, noise: { scale, widening: 1 } } as unknown as Levels;
}

function drift(of: ReadonlyArray<readonly [number, number]>, question: Partial<Question> = {}, scale?: number) {
  const count = of.reduce((sum, [length]) => sum + length, 0);
  return driftOf(levels(of, scale), { count, sign: 1, reference: 0, smallestChange: 2, ...question });
}

describe('driftOf', () => {
  it('is the way from the best level to the current one, and says since when', () => {
    const found = drift([
      [10, 95],
      [20, 100],
      [20, 97],
      [20, 90],
    ])!;
    expect(found.percent).toBeCloseTo(-10, 9);
    expect(found).toMatchObject({ since: 30 });
    expect(found.best).toBeCloseTo(100, 9);
    expect(found.current).toBeCloseTo(90, 9);
  });

  it('goes by the metric: where lower is better, a rise is worse', () => {
    const rising = [
      [20, 100],
      [20, 110],
    ] as const;
    expect(drift(rising, { sign: -1 })?.percent).toBeCloseTo(10, 9);
    expect(drift(rising)).toBeUndefined();
    expect(drift([[20, 110], rising[0]], { sign: -1 })).toBeUndefined();
  });

  it.each([
    [95.3, 2, false],
    [95.2, 2, true],
    [91, 10, false],
    [90.8, 10, true],
  ])('of 100 to %d, where %d %% is the smallest change, is %j', (current, smallestChange, expected) => {
    const of = [
      [20, 100],
      [20, current],
    ] as const;
    expect(drift(of, { smallestChange }) !== undefined).toBe(expected);
  });

  it('wants three standard errors', () => {
    const of = [
      [9, 100],
      [16, 90],
    ] as const;
    const error = Math.sqrt(1 / 9 + 1 / 16);
    const fall = Math.log(100 / 90);
    expect(drift(of, {}, (0.99 * fall) / 3 / error)).toBeDefined();
    expect(drift(of, {}, (1.01 * fall) / 3 / error)).toBeUndefined();
  });

  it('takes no level of fewer than eight observations for the best or the current one', () => {
    expect(
      drift([
        [7, 200],
        [20, 100],
        [20, 90],
      ])?.best
    ).toBeCloseTo(100, 9);
    expect(
      drift([
        [8, 200],
        [20, 100],
        [20, 90],
      ])?.best
    ).toBeCloseTo(200, 9);
    const late = (length: number) =>
      drift([
        [20, 100],
        [length, 90],
      ]);
    expect(late(7)).toBeUndefined();
    expect(late(8)).toBeDefined();
    expect(drift([[7, 100]])).toBeUndefined();
  });

  it('looks back 90 observations', () => {
    const old = (length: number) =>
      drift([
        [20, 100],
        [length, 90],
      ]);
    expect(old(89)).toBeDefined();
    expect(old(90)).toBeUndefined();
  });

  it('counts levels from the reference on', () => {
    const of = [
      [20, 100],
      [20, 98],
      [20, 90],
    ] as const;
    expect(drift(of, { reference: 20 })?.best).toBeCloseTo(98, 9);
    expect(drift(of, { reference: 0 })?.best).toBeCloseTo(100, 9);
    // In the middle of a level: that one is not counted.
    expect(drift(of, { reference: 21 })).toBeUndefined();
    expect(drift(of, { reference: 40 })).toBeUndefined();
  });

  it('is none where the current level is the best', () => {
    expect(
      drift([
        [20, 90],
        [20, 100],
      ])
    ).toBeUndefined();
    expect(drift([[40, 100]])).toBeUndefined();
  });
});
