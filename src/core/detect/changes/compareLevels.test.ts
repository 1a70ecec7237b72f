import { buildNightTable } from '../../flatten/nightTable';
import { makeSeries } from '../../model/series';
import { DEFAULT_SENSITIVITY } from '../levels/detectorOptions';
import { compareLevels } from './compareLevels';
import { Detection } from './detection';
import { observedNights } from './observedNights';

const SERIES = makeSeries({ gpu_config: 'g', model: 'm' });
const WIGGLE = [1, 1.004, 0.996, 1.002, 0.998];

/** Runs in their order, each on its branch at a level. */
function comparison(runs: ReadonlyArray<readonly [branch: string, level: number]>, a: number, b: number) {
  const table = buildNightTable(
    runs.map(([branch, level], index) => ({
      run: { id: `${index + 1}`, attempt: 1, time: index, commit: `c${index}`, branch, event: '', conclusion: '' },
      rows: [{ series: SERIES, values: { output_throughput: level * WIGGLE[index % WIGGLE.length]! } }],
      issues: [],
    }))
  );
  const observed = observedNights(table);
  const [columns] = table.series;
  const subject = new Detection().analyse(columns!, 'output_throughput', {
    observed,
    sensitivity: DEFAULT_SENSITIVITY,
  });
  return compareLevels(subject!, { table, observed, columns: columns!, a, b })!;
}

const main = (count: number, level: number) => Array.from({ length: count }, () => ['main', level] as const);

describe('compareLevels', () => {
  it('compares the levels around two nights, and names the steps in between', () => {
    const found = comparison([...main(20, 100), ...main(20, 90)], 5, 35);
    expect(Math.abs(found.change.percent + 10)).toBeLessThan(0.5);
    expect(found).toMatchObject({ changed: true, steps: [{ onset: 20 }] });
    expect(Math.abs(found.unattributed)).toBeLessThan(0.5);
    const back = comparison([...main(20, 100), ...main(20, 90)], 35, 5);
    expect(Math.abs(back.change.percent - 11.1)).toBeLessThan(0.5);
    expect(back.steps[0]!.after).toBeGreaterThan(back.steps[0]!.before);
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
    expect(release.steps).toEqual([]);
    expect(Math.abs(comparison(runs, 15, 18).change.percent - 50)).toBeLessThan(1);
  });
});
