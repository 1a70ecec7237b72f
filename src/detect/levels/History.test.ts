import { noiseAt } from '../../../tests/support/subjects';
import { DETECTOR_PRESETS } from './detectorOptions';
import { levelsOf, changePointsOf } from './detectChangePoints';
import { History, HistoryMemory, logarithmsOf } from './History';

const { normal } = DETECTOR_PRESETS;

function values(length: number, seed: number, onset = 40): number[] {
  return Array.from({ length }, (_, at) => 100 * Math.exp(0.01 * noiseAt(seed, at) - (at < onset ? 0 : 0.1)));
}

describe('History', () => {
  it('gives the observations as they were on any night, in whatever order it is asked', () => {
    const all = values(160, 3);
    const history = new History(all, normal.window);
    for (const count of [160, 41, 150, 60, 160, 121, 90]) {
      const alone = new History(all.slice(0, count), normal.window).window()!;
      const look = history.window(count)!;
      expect(look.skipped).toBe(Math.max(0, count - normal.window));
      expect([...look.x]).toEqual([...alone.x]);
      expect(levelsOf(look, normal)).toEqual(levelsOf(alone, normal));
    }
  });

  it('says nothing of too few', () => {
    const history = new History(values(50, 1), normal.window);
    expect(history.window(9)).toBeUndefined();
    expect(history.window(10)).toBeDefined();
    expect(new History(values(9, 1), normal.window).window()).toBeUndefined();
  });

  it('takes the errors of the observations that it looks at', () => {
    const errors = Array.from({ length: 60 }, (_, at) => 0.01 + 0.001 * at);
    const look = new History(values(60, 1), 30, errors).window(50)!;
    expect(look.exactness).toEqual(
      new History(values(60, 1).slice(20, 50), 30, errors.slice(20, 50)).window()!.exactness
    );
    expect(new History(values(60, 1), 30).window()!.exactness).toBeUndefined();
  });

  it('uses memory again for one series after the other', () => {
    const memory = new HistoryMemory();
    for (let seed = 0; seed < 30; seed++) {
      const all = values(60 + seed, seed);
      const history = new History(all, normal.window, undefined, memory);
      const changePoints = changePointsOf(history.window()!, normal);
      expect(changePoints).toEqual(changePointsOf(new History(all, normal.window).window()!, normal));
      expect(changePointsOf(history.window(45)!, normal)).toEqual(
        changePointsOf(new History(all.slice(0, 45), 120).window()!, normal)
      );
    }
  });
});

describe('logarithmsOf', () => {
  it('gives those from one value on', () => {
    expect([...logarithmsOf([1, Math.E, Math.E ** 2], 1)]).toEqual([1, 2]);
    expect(logarithmsOf([1, 2])).toHaveLength(2);
  });
});

describe('changePointsOf', () => {
  it('gives the change points of the levels: when they were, and between which', () => {
    const window = new History(values(160, 5, 100), normal.window).window()!;
    const { changePoints } = levelsOf(window, normal);
    expect(changePoints).toHaveLength(1);
    expect(changePointsOf(window, normal)).toEqual(
      changePoints.map(({ onset, before, after }) => ({ onset, before, after }))
    );
  });
});
