import { buildNightTable } from '../../table/nightTable';
import { makeSeries } from '../../model/series';
import { compareLevels } from './compareLevels';
import { Detection } from '../detection';
import { subjectKey } from './eventContext';
import { observedNights } from '../observed/observedNights';

const SERIES = makeSeries({ gpu_config: 'g', model: 'm' });
const OTHER = makeSeries({ gpu_config: 'g', model: 'other' });
const WIGGLE = [1, 1.004, 0.996, 1.002, 0.998];

/** Runs in their order, each on its branch at a level. */
function comparison(
  runs: ReadonlyArray<readonly [branch: string, level: number]>,
  a: number,
  b: number,
  wiggle = WIGGLE
) {
  return compared(runs, a, b, wiggle)!;
}

/** The same, undefined where one of the runs was not measured: its level is NaN. */
function compared(
  runs: ReadonlyArray<readonly [branch: string, level: number]>,
  a: number,
  b: number,
  wiggle: readonly number[] = WIGGLE
) {
  const table = buildNightTable(
    runs.map(([branch, level], index) => ({
      run: { id: `${index + 1}`, attempt: 1, time: index, commit: `c${index}`, branch, event: '', conclusion: '' },
      rows: Number.isNaN(level)
        ? [{ series: OTHER, values: { output_throughput: 1 } }]
        : [{ series: SERIES, values: { output_throughput: level * wiggle[index % wiggle.length]! } }],
      issues: [],
    }))
  );
  const observed = observedNights(table);
  const columns = table.series.find(({ series }) => series.id === SERIES.id);
  const { subjects } = new Detection().changesNow(table);
  const subject = subjects.get(subjectKey(columns!.series.id, 'output_throughput'));
  return compareLevels(subject!, { table, observed, columns: columns!, a, b, preset: 'normal', smallestChange: 2 });
}

const main = (count: number, level: number) => Array.from({ length: count }, () => ['main', level] as const);

describe('compareLevels', () => {
  it('compares the levels around two nights, and names the change points in between', () => {
    const found = comparison([...main(20, 100), ...main(20, 90)], 5, 35);
    expect(Math.abs(found.change.percent + 10)).toBeLessThan(0.5);
    expect(found).toMatchObject({ changed: true, changePoints: [{ onset: 20 }] });
    expect(Math.abs(found.unattributed)).toBeLessThan(0.5);
    const back = comparison([...main(20, 100), ...main(20, 90)], 35, 5);
    expect(Math.abs(back.change.percent - 11.1)).toBeLessThan(0.5);
    expect(back.changePoints[0]!.after).toBeGreaterThan(back.changePoints[0]!.before);
  });

  it('calls nothing changed that noise explains, and says what could have been missed', () => {
    const found = comparison(main(40, 100), 5, 35);
    expect(found.changed).toBe(false);
    expect(found.couldHaveMissed).toBeGreaterThanOrEqual(2);
  });

  it('takes the level of a release from the runs of its own branch, not from its neighbours in time', () => {
    const runs = [
      ...main(15, 100),
      ['release/1', 80],
      ...main(2, 100),
      ['release/2', 120],
      ['release/1', 80],
      ...main(15, 100),
    ] as const;
    const release = comparison(runs, 10, 15);
    expect(Math.abs(release.change.percent + 20)).toBeLessThan(0.5);
    expect(release.changed).toBe(true);
    expect(release.changePoints).toEqual([]);
    expect(Math.abs(comparison(runs, 15, 18).change.percent - 50)).toBeLessThan(1);
  });

  it('says nothing where the series was not measured in one of the nights, or at 0', () => {
    const missing = [...main(20, 100), ['main', NaN], ...main(19, 100)] as const;
    expect(compared(missing, 20, 5)).toBeUndefined();
    expect(compared(missing, 5, 20)).toBeUndefined();
    expect(compared(missing, 5, 21)).toBeDefined();
    const failed = [...main(20, 100), ['release/1', 0], ...main(20, 100), ['release/1', 90]] as const;
    expect(compared(failed, 20, 5)).toBeUndefined();
    expect(Math.abs(comparison(failed, 5, 41).change.percent + 10)).toBeLessThan(0.5);
  });

  it.each([
    [19, 20, 1],
    [10, 19, 0],
    [20, 30, 0],
    [0, 39, 1],
    [20, 19, 1],
    [30, 20, 0],
  ])('takes the change points from after night %d to night %d', (a, b, count) => {
    expect(comparison([...main(20, 100), ...main(20, 90)], a, b).changePoints).toHaveLength(count);
  });

  it('undoes several change points in the opposite order on the way back', () => {
    const stairs = [...main(20, 100), ...main(20, 90), ...main(20, 80)];
    expect(comparison(stairs, 0, 59).changePoints.map(({ onset }) => onset)).toEqual([20, 40]);
    expect(comparison(stairs, 59, 0).changePoints.map(({ onset }) => onset)).toEqual([40, 20]);
  });

  it.each([
    ['the same night', 20, 20, 0],
    ['both sides of a change point', 19, 20, -10],
    ['the ends', 0, 39, -10],
    ['nights of one level', 21, 38, 0],
  ])('takes the levels of their own levels for %s', (_, a, b, percent) => {
    const { change } = comparison([...main(20, 100), ...main(20, 90)], a, b, [1]);
    expect(change.percent).toBeCloseTo(percent, 6);
  });

  it.each([
    ['in the middle', 20, 17, 24],
    ['at the beginning', 1, 0, 7],
    ['at the end', 38, 33, 40],
  ])('takes the seven nights around one %s', (_, night, from, to) => {
    // As noisy as here, no value is far enough from the others to be drawn in.
    const level = (at: number) => 100 * Math.exp(0.05 * Math.sin(12.9 * at * at));
    const runs = Array.from({ length: 40 }, (__, at) => ['main', level(at)] as const);
    const mean = (first: number, end: number) =>
      Array.from({ length: end - first }, (__, at) => Math.log(level(first + at))).reduce((a, b) => a + b) /
      (end - first);
    const { change } = comparison(runs, night, 10, [1]);
    expect(Math.log1p(change.percent / 100)).toBeCloseTo(mean(7, 14) - mean(from, to), 6);
  });

  it('calls a difference changed from 2 % and from three standard errors on', () => {
    const slight = comparison([...main(20, 100), ...main(20, 101.5)], 5, 35, [1]);
    expect(slight.change.low).toBeGreaterThan(0.5);
    expect(slight.changed).toBe(false);
    const noisy = comparison(main(40, 100), 10, 21, [1.1, 0.9]);
    expect(Math.abs(noisy.change.percent)).toBeGreaterThan(2);
    expect(noisy.changed).toBe(false);
    expect(noisy.couldHaveMissed).toBeGreaterThan(10);
  });

  it('takes the seven runs of a branch that are nearest to one', () => {
    // The release was at 50, has been at 80 since, and will be at 120: the nearest seven say nothing of either.
    const release = [...Array(6).fill(50), ...Array(7).fill(80), ...Array(6).fill(120)] as number[];
    const runs = [...main(30, 100), ...release.map((level) => ['release/1', level] as const), ...main(30, 100)];
    expect(comparison(runs, 5, 39, [1]).change.percent).toBeCloseTo(-20, 6);
  });
});
