import fc from 'fast-check';

import { noiseAt } from '../../../testing/subjects';
import { finish } from '../../model/job';
import { analyseMetric, firstTold, isNews, isSameStep, stepsThen } from './analyseMetric';
import { DETECTOR_PRESETS, type DetectorOptions } from './detectorOptions';
import { detectSteps, type LocatedStep, type PlacedStep } from './detectSteps';
import { History } from './History';

const { low, normal, high } = DETECTOR_PRESETS;

/** Values in noise of 1 %, at factors that hold from an index on. */
function stairs(length: number, factors: ReadonlyArray<readonly [from: number, factor: number]>, seed = 1): number[] {
  return Array.from(
    { length },
    (_, at) => 100 * (factors.findLast(([from]) => from <= at)?.[1] ?? 1) * Math.exp(0.01 * noiseAt(seed, at))
  );
}

const analyse = (values: readonly number[], options: DetectorOptions) =>
  analyseMetric(new History(values, options.window), options);

const onsets = (steps: readonly PlacedStep[]) => steps.map(({ onset }) => onset);

describe('analyseMetric', () => {
  it('finds what detection finds, and suspects nothing where that is all', () => {
    const values = stairs(60, [[40, 0.9]]);
    const found = analyse(values, normal)!;
    expect(found.levels.steps).toEqual(detectSteps(values, normal)!.steps);
    expect(onsets(found.levels.steps)).toEqual([40]);
    expect(found.suspects).toEqual([]);
  });

  it('says nothing of fewer than ten values', () => {
    expect(analyse(stairs(9, []), normal)).toBeUndefined();
    expect(analyse(stairs(10, []), normal)).toMatchObject({ levels: { steps: [] }, suspects: [] });
  });

  it('suspects what only the most sensitive preset sees', () => {
    // A factor that is just too small for the normal preset.
    const suspicious = Array.from({ length: 600 }, (_, at) => stairs(60, [[54, 1 - 0.001 * (at % 60)]], at)).find(
      (values) => detectSteps(values, high)!.steps.length === 1 && detectSteps(values, normal)!.steps.length === 0
    )!;
    expect(analyse(suspicious, normal)).toMatchObject({
      levels: { steps: [] },
      suspects: detectSteps(suspicious, high)!.steps,
    });
    expect(analyse(suspicious, low)!.suspects).toHaveLength(1);
    expect(analyse(suspicious, high)).toMatchObject({
      levels: { steps: detectSteps(suspicious, high)!.steps },
      suspects: [],
    });
  });

  it('keeps its own penalty and certainty for what it tells', () => {
    const values = stairs(60, [[54, 0.975]], 2);
    for (const options of [low, normal, high]) {
      expect(analyse(values, options)!.levels.steps).toEqual(detectSteps(values, options)!.steps);
    }
  });

  it('suspects no step that is told already, also where it is told elsewhere by a night', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { levels, suspects } = analyse(stairs(60, [[40, 0.96]], seed), normal)!;
      suspects.forEach((suspect) => expect(levels.steps.some((step) => isSameStep(step, suspect))).toBe(false));
    }
  });
});

describe('isSameStep', () => {
  const step = (onset: number, after: number): LocatedStep => ({
    onset,
    before: 1,
    after,
    error: 1,
    z: 1,
    range: [onset, onset],
  });

  it.each([
    [25, 0.9, true],
    [24, 0.9, false],
    [35, 0.9, true],
    [36, 0.9, false],
    [30, 1.1, false],
    [30, 1, true],
  ])('holds a step at %d to %d against one at 30 to 0.8: %j', (onset, after, expected) => {
    expect(isSameStep(step(30, 0.8), step(onset, after))).toBe(expected);
    expect(isSameStep(step(onset, after), step(30, 0.8))).toBe(expected);
  });
});

describe('firstTold', () => {
  it('is the first count of observations at which a step was told, with its onset then', () => {
    const values = stairs(60, [[40, 0.9]]);
    const [step] = detectSteps(values, normal)!.steps;
    const found = finish(firstTold(values, step!, normal));
    const by = Array.from({ length: 60 }, (_, count) => count).find((count) =>
      detectSteps(values.slice(0, count), normal)?.steps.some((one) => isSameStep(one, step!))
    );
    expect(found).toEqual({ count: by, onset: 40, isNews: true });
  });

  it('is now where nobody could tell before', () => {
    const values = stairs(42, [[40, 0.9]]);
    const [step] = detectSteps(values, normal)!.steps;
    expect(finish(firstTold(values, step!, normal))).toEqual({ count: 42, onset: 40, isNews: true });
  });

  it('looks night by night from five before the onset on, then every second week whether it was lost, and gives way', () => {
    const values = stairs(60, [[40, 0.9]]);
    const [step] = detectSteps(values, normal)!.steps;
    const asked: number[] = [];
    const late = (count: number) => {
      asked.push(count);
      return count < 45 ? [] : [step!];
    };
    let yielded = 0;
    for (const job = firstTold(values, step!, normal, late); !job.next().done;) {
      yielded += 1;
    }
    expect(asked).toEqual([...Array.from({ length: 9 }, (_, at) => 37 + at), 45, 46]);
    expect(yielded).toBe(8 + 1);
    const early: number[] = [];
    const first = (count: number) => {
      early.push(count);
      return [];
    };
    finish(firstTold(values.slice(0, 12), { ...step!, onset: 3 }, normal, first));
    expect(early[0]).toBe(3);
  });

  it('is no news where it was lost for two weeks, and is seen again too late', () => {
    const values = stairs(90, [[30, 0.9]]);
    const [step] = detectSteps(values, normal)!.steps;
    const told = (lost: readonly [number, number]) =>
      finish(
        firstTold(values, step!, normal, (count) =>
          count < 32 || (count >= lost[0] && count < lost[1]) ? [] : [step!]
        )
      );
    expect(told([0, 0])).toEqual({ count: 32, onset: 30, isNews: true });
    expect(told([50, 56])).toEqual({ count: 32, onset: 30, isNews: true });
    expect(told([45, 75])).toEqual({ count: 32, onset: 30, isNews: false });
    expect(told([34, 57])).toEqual({ count: 32, onset: 30, isNews: true });
  });
});

describe('a step that was lost', () => {
  const values = stairs(120, [[10, 0.9]]);
  const [step] = detectSteps(values, normal)!.steps;

  /** The rule as it is said: the last time that it was not seen at the ends of two weeks in a row. */
  function byTheRule(isSeen: (count: number) => boolean): boolean {
    const first = Array.from({ length: 108 }, (_, at) => at + 12).find((count) => count >= 7 && isSeen(count)) ?? 120;
    for (let count = 120 - 14; count > first; count -= 7) {
      if (!isSeen(count) && !isSeen(count + 7)) {
        const again = Array.from({ length: 120 }, (_, at) => count + 7 + at).find((one) => one >= 120 || isSeen(one))!;
        return again - 1 - 10 <= 30;
      }
    }
    return first - 1 - 10 <= 30;
  }

  it('is news or not whichever weeks are looked at', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(9), { minLength: 120, maxLength: 120 }),
        fc.integer({ min: 4, max: 9 }),
        (dice, often) => {
          const isSeen = (count: number) => dice[count]! < often;
          const first = finish(firstTold(values, step!, normal, (count) => (isSeen(count) ? [step!] : [])));
          expect(first.isNews).toBe(byTheRule(isSeen));
        }
      ),
      { numRuns: 300, seed: 6 }
    );
  });
});

describe('a step that no partition misses', () => {
  const values = stairs(90, [[30, 0.9]]);
  const { steps, noise } = detectSteps(values, normal)!;

  function asked(of: readonly LocatedStep[], scale: number): number[] {
    const counts: number[] = [];
    const then = (count: number) => {
      counts.push(count);
      return count < 32 ? [] : of;
    };
    const first = finish(firstTold(values, of[0]!, normal, then, { steps: of, noise: { scale, widening: 1 } }));
    expect(first).toMatchObject({ count: 32, isNews: true });
    return counts;
  }

  it('is not looked for again, where it is far above the noise and no other step is near', () => {
    expect(Math.max(...asked(steps, noise.scale))).toBe(32);
    expect(Math.max(...asked(steps, 0.03))).toBeGreaterThan(32);
    const undone = { ...steps[0]!, onset: 36, before: steps[0]!.after, after: steps[0]!.before };
    expect(Math.max(...asked([steps[0]!, undone], noise.scale))).toBeGreaterThan(32);
    expect(Math.max(...asked([steps[0]!, { ...undone, onset: 60 }], noise.scale))).toBe(32);
  });

  it('was never lost, at whatever count of nights', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const noisy = stairs(100, [[30, 0.94]], seed);
      const found = detectSteps(noisy, normal)!;
      const step = found.steps.find(({ onset }) => Math.abs(onset - 30) <= 1)!;
      expect(Math.abs(step.after - step.before)).toBeGreaterThan(5 * found.noise.scale);
      for (let count = 38; count <= 100; count++) {
        expect(detectSteps(noisy.slice(0, count), normal)!.steps.some((one) => isSameStep(one, step))).toBe(true);
      }
    }
  });
});

describe('isNews', () => {
  const at = (onset: number, before: number, after: number) => ({ onset, before, after });

  it('is a step for thirty observations', () => {
    const only = [at(40, 0, -0.1)];
    expect([70, 71, 72].map((count) => isNews(only[0]!, count, only))).toEqual([true, true, false]);
  });

  it('is what came and went for twelve alone, neither the step nor its return', () => {
    const steps = [at(40, 0, -0.1), at(46, -0.1, -0.02)];
    expect([53, 54].map((count) => isNews(steps[0]!, count, steps))).toEqual([true, false]);
    expect([59, 60].map((count) => isNews(steps[1]!, count, steps))).toEqual([true, false]);
  });

  it('is a step whose next one goes on, or takes back less than half, like any other', () => {
    for (const next of [at(46, -0.1, -0.2), at(46, -0.1, -0.06)]) {
      const steps = [at(40, 0, -0.1), next];
      expect(steps.map((step) => isNews(step, 71, steps))).toEqual([true, true]);
    }
  });
});

describe('stepsThen', () => {
  it('says the same where it is told how far it goes on to be asked', () => {
    let none = 0;
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.integer({ min: 12, max: 110 }),
        fc.constantFrom(1, 0.97, 0.9, 0.7),
        fc.integer({ min: 1, max: 12 }),
        (seed, onset, factor, ahead) => {
          const values = stairs(
            onset + 10,
            [
              [Math.max(9, onset - 30), seed % 3 === 0 ? 1.05 : 1],
              [onset, factor],
            ],
            seed
          );
          const alone = stepsThen(new History(values, normal.window), normal);
          const together = stepsThen(new History(values, normal.window), normal);
          for (let count = Math.max(1, onset - 3); count < values.length; count++) {
            const told = together(count, Math.min(onset + ahead, values.length));
            expect(told).toEqual(alone(count));
            none += told.length === 0 ? 1 : 0;
          }
        }
      ),
      { numRuns: 120, seed: 3 }
    );
    expect(none).toBeGreaterThan(200);
  });

  it('looks at each time once', () => {
    const values = stairs(60, [[40, 0.9]]);
    const then = stepsThen(new History(values, normal.window), normal);
    expect(then(50)).toBe(then(50));
    expect(onsets(then(50))).toEqual([40]);
    expect(then(41)).toEqual([]);
    expect(then(5)).toEqual([]);
  });
});
