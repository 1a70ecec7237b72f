import fc from 'fast-check';

import { noiseAt } from '../../../tests/support/subjects';
import { finish } from '../../lib/job';
import {
  analyseMetric,
  changePointsThen,
  firstReport,
  isNews,
  isSameChangePoint,
  matchChangePoints,
} from './analyseMetric';
import { DETECTOR_PRESETS, type DetectorOptions } from './detectorOptions';
import { detectChangePoints, type LocatedChangePoint, type PlacedChangePoint } from './detectChangePoints';
import { History } from './History';
import { LevelCosts } from './LevelCosts';

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

const onsets = (changePoints: readonly PlacedChangePoint[]) => changePoints.map(({ onset }) => onset);

describe('analyseMetric', () => {
  it('finds what detection finds, and suspects nothing where that is all', () => {
    const values = stairs(60, [[40, 0.9]]);
    const found = analyse(values, normal)!;
    expect(found.levels.changePoints).toEqual(detectChangePoints(values, normal)!.changePoints);
    expect(onsets(found.levels.changePoints)).toEqual([40]);
    expect(found.suspects).toEqual([]);
  });

  it('asks what levels cost once where the most sensitive look sees one level, or is the one that is asked for', () => {
    const asked = jest.spyOn(LevelCosts.prototype, 'within');
    const partitions = (values: readonly number[], options: DetectorOptions) => {
      asked.mockClear();
      analyse(values, options);
      return asked.mock.calls.length;
    };
    expect(partitions(stairs(60, []), normal)).toBe(1);
    const changed = stairs(60, [[40, 0.9]]);
    expect(partitions(changed, normal)).toBe(2 * partitions(changed, high));
    asked.mockRestore();
  });

  it('says nothing of fewer than ten values', () => {
    expect(analyse(stairs(9, []), normal)).toBeUndefined();
    expect(analyse(stairs(10, []), normal)).toMatchObject({ levels: { changePoints: [] }, suspects: [] });
  });

  it('suspects what only the most sensitive preset sees', () => {
    // A factor that is just too small for the normal preset.
    const suspicious = Array.from({ length: 600 }, (_, at) => stairs(60, [[54, 1 - 0.001 * (at % 60)]], at)).find(
      (values) =>
        detectChangePoints(values, high)!.changePoints.length === 1 &&
        detectChangePoints(values, normal)!.changePoints.length === 0
    )!;
    expect(analyse(suspicious, normal)).toMatchObject({
      levels: { changePoints: [] },
      suspects: detectChangePoints(suspicious, high)!.changePoints,
    });
    expect(analyse(suspicious, low)!.suspects).toHaveLength(1);
    expect(analyse(suspicious, high)).toMatchObject({
      levels: { changePoints: detectChangePoints(suspicious, high)!.changePoints },
      suspects: [],
    });
  });

  it('keeps its own penalty and certainty for what it tells', () => {
    const values = stairs(60, [[54, 0.975]], 2);
    for (const options of [low, normal, high]) {
      expect(analyse(values, options)!.levels.changePoints).toEqual(detectChangePoints(values, options)!.changePoints);
    }
  });

  it('suspects no change point that is reported already, also where it is reported elsewhere by a night', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { levels, suspects } = analyse(stairs(60, [[40, 0.96]], seed), normal)!;
      suspects.forEach((suspect) =>
        expect(levels.changePoints.some((changePoint) => isSameChangePoint(changePoint, suspect))).toBe(false)
      );
    }
  });
});

describe('isSameChangePoint', () => {
  const changePoint = (onset: number, after: number): LocatedChangePoint => ({
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
  ])('holds a change point at %d to %d against one at 30 to 0.8: %j', (onset, after, expected) => {
    expect(isSameChangePoint(changePoint(30, 0.8), changePoint(onset, after))).toBe(expected);
    expect(isSameChangePoint(changePoint(onset, after), changePoint(30, 0.8))).toBe(expected);
  });
});

describe('firstReport', () => {
  it('is the first count of observations at which a change point was reported, with its onset then', () => {
    const values = stairs(60, [[40, 0.9]]);
    const [changePoint] = detectChangePoints(values, normal)!.changePoints;
    const found = finish(firstReport(values, changePoint!, normal));
    const by = Array.from({ length: 60 }, (_, count) => count).find((count) =>
      detectChangePoints(values.slice(0, count), normal)?.changePoints.some((one) =>
        isSameChangePoint(one, changePoint!)
      )
    );
    expect(found).toEqual({ count: by, onset: 40, isNews: true });
  });

  it('is of a change point by its onset, whoever describes it', () => {
    const values = stairs(60, [
      [40, 0.9],
      [52, 1],
    ]);
    const { changePoints, noise } = detectChangePoints(values, normal)!;
    const of = (one: LocatedChangePoint) =>
      finish(firstReport(values, one, normal, undefined, { changePoints, noise }));
    expect(changePoints).toHaveLength(2);
    changePoints.forEach((one) => expect(of({ ...one })).toEqual(of(one)));
    expect(of({ ...changePoints[1]! }).onset).toBe(52);
  });

  it('is now where nobody could tell before', () => {
    const values = stairs(42, [[40, 0.9]]);
    const [changePoint] = detectChangePoints(values, normal)!.changePoints;
    expect(finish(firstReport(values, changePoint!, normal))).toEqual({ count: 42, onset: 40, isNews: true });
  });

  it('looks night by night from five before the onset on, then every second week whether it was lost, and gives way', () => {
    const values = stairs(60, [[40, 0.9]]);
    const [changePoint] = detectChangePoints(values, normal)!.changePoints;
    const asked: number[] = [];
    const late = (count: number) => {
      asked.push(count);
      return count < 45 ? [] : [changePoint!];
    };
    let yielded = 0;
    for (const job = firstReport(values, changePoint!, normal, late); !job.next().done;) {
      yielded += 1;
    }
    expect(asked).toEqual([...Array.from({ length: 9 }, (_, at) => 37 + at), 45, 46]);
    expect(yielded).toBe(8 + 1);
    const early: number[] = [];
    const first = (count: number) => {
      early.push(count);
      return [];
    };
    finish(firstReport(values.slice(0, 12), { ...changePoint!, onset: 3 }, normal, first));
    expect(early[0]).toBe(3);
  });

  it('is no news where it was lost for two weeks, and is seen again too late', () => {
    const values = stairs(90, [[30, 0.9]]);
    const [changePoint] = detectChangePoints(values, normal)!.changePoints;
    const reported = (lost: readonly [number, number]) =>
      finish(
        firstReport(values, changePoint!, normal, (count) =>
          count < 32 || (count >= lost[0] && count < lost[1]) ? [] : [changePoint!]
        )
      );
    expect(reported([0, 0])).toEqual({ count: 32, onset: 30, isNews: true });
    expect(reported([50, 56])).toEqual({ count: 32, onset: 30, isNews: true });
    expect(reported([45, 75])).toEqual({ count: 32, onset: 30, isNews: false });
    expect(reported([34, 57])).toEqual({ count: 32, onset: 30, isNews: true });
  });
});

describe('a change point that was lost', () => {
  const values = stairs(120, [[10, 0.9]]);
  const [changePoint] = detectChangePoints(values, normal)!.changePoints;

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
          const first = finish(
            firstReport(values, changePoint!, normal, (count) => (isSeen(count) ? [changePoint!] : []))
          );
          expect(first.isNews).toBe(byTheRule(isSeen));
        }
      ),
      { numRuns: 300, seed: 6 }
    );
  });
});

describe('a change point that no partition misses', () => {
  const values = stairs(90, [[30, 0.9]]);
  const { changePoints, noise } = detectChangePoints(values, normal)!;

  function asked(of: readonly LocatedChangePoint[], scale: number): number[] {
    const counts: number[] = [];
    const then = (count: number) => {
      counts.push(count);
      return count < 32 ? [] : of;
    };
    const first = finish(
      firstReport(values, of[0]!, normal, then, { changePoints: of, noise: { scale, widening: 1 } })
    );
    expect(first).toMatchObject({ count: 32, isNews: true });
    return counts;
  }

  it('is not looked for again, where it is far above the noise and no other change point is near', () => {
    expect(Math.max(...asked(changePoints, noise.scale))).toBe(32);
    expect(Math.max(...asked(changePoints, 0.03))).toBeGreaterThan(32);
    const undone = { ...changePoints[0]!, onset: 36, before: changePoints[0]!.after, after: changePoints[0]!.before };
    expect(Math.max(...asked([changePoints[0]!, undone], noise.scale))).toBeGreaterThan(32);
    expect(Math.max(...asked([changePoints[0]!, { ...undone, onset: 60 }], noise.scale))).toBe(32);
  });

  it('was never lost, at whatever count of nights', () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const noisy = stairs(100, [[30, 0.94]], seed);
      const found = detectChangePoints(noisy, normal)!;
      const changePoint = found.changePoints.find(({ onset }) => Math.abs(onset - 30) <= 1)!;
      expect(Math.abs(changePoint.after - changePoint.before)).toBeGreaterThan(5 * found.noise.scale);
      for (let count = 38; count <= 100; count++) {
        expect(
          detectChangePoints(noisy.slice(0, count), normal)!.changePoints.some((one) =>
            isSameChangePoint(one, changePoint)
          )
        ).toBe(true);
      }
    }
  });
});

describe('isNews', () => {
  const at = (onset: number, before: number, after: number) => ({ onset, before, after });

  it('is a change point for thirty observations', () => {
    const only = [at(40, 0, -0.1)];
    expect([70, 71, 72].map((count) => isNews(only[0]!, count, only))).toEqual([true, true, false]);
  });

  it('is what came and went for twelve alone, neither the change point nor its return', () => {
    const changePoints = [at(40, 0, -0.1), at(46, -0.1, -0.02)];
    expect([53, 54].map((count) => isNews(changePoints[0]!, count, changePoints))).toEqual([true, false]);
    expect([59, 60].map((count) => isNews(changePoints[1]!, count, changePoints))).toEqual([true, false]);
  });

  it('is a change point whose next one goes on, or takes back less than half, like any other', () => {
    for (const next of [at(46, -0.1, -0.2), at(46, -0.1, -0.06)]) {
      const changePoints = [at(40, 0, -0.1), next];
      expect(changePoints.map((changePoint) => isNews(changePoint, 71, changePoints))).toEqual([true, true]);
    }
  });
});

describe('matchChangePoints', () => {
  const at = (onset: number) => ({ onset, before: 0, after: 1 });
  const matched = (points: readonly number[], others: readonly number[]) =>
    [...matchChangePoints(points.map(at), others.map(at))].map(([one, other]) => [one.onset, other.onset]);

  it('pairs the nearest ones first, and none twice', () => {
    expect(matched([12, 15], [10, 13])).toEqual([
      [12, 13],
      [15, 10],
    ]);
    expect(matched([12], [10, 13])).toEqual([[12, 13]]);
    expect(matched([12, 15], [13])).toEqual([[12, 13]]);
    expect(matched([12, 40], [46])).toEqual([]);
  });
});

describe('changePointsThen', () => {
  it('looks once at nights of which one look tells that there was nothing, and at each of the others', () => {
    const looks = (values: readonly number[], upTo?: number) => {
      const history = new History(values, normal.window);
      const look = jest.spyOn(history, 'window');
      const then = changePointsThen(history, normal);
      for (const _ of ['once', 'again']) {
        for (let count = 30; count <= 50; count++) {
          then(count, upTo);
        }
      }
      return look.mock.calls.length;
    };
    expect(looks(stairs(60, []), 50)).toBe(1);
    expect(looks(stairs(60, []))).toBe(21);
    expect(looks(stairs(60, [[40, 0.9]]), 50)).toBe(22);
  });

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
          const alone = changePointsThen(new History(values, normal.window), normal);
          const together = changePointsThen(new History(values, normal.window), normal);
          for (let count = Math.max(1, onset - 3); count < values.length; count++) {
            const reported = together(count, Math.min(onset + ahead, values.length));
            expect(reported).toEqual(alone(count));
            none += reported.length === 0 ? 1 : 0;
          }
        }
      ),
      { numRuns: 120, seed: 3 }
    );
    expect(none).toBeGreaterThan(200);
  });

  it('looks at each time once', () => {
    const values = stairs(60, [[40, 0.9]]);
    const then = changePointsThen(new History(values, normal.window), normal);
    expect(then(50)).toBe(then(50));
    expect(onsets(then(50))).toEqual([40]);
    expect(then(41)).toEqual([]);
    expect(then(5)).toEqual([]);
  });
});
