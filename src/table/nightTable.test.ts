import { type Night } from '../model/night';
import { makeSeries } from '../model/series';
import { buildNightTable } from './nightTable';

function night(id: string, time: number, ttft: number, attempt = 1): Night {
  const run = { id, time, attempt, commit: '', branch: 'main', event: '', conclusion: '' };
  return { run, issues: [], rows: [{ series: makeSeries({ model: 'm' }), values: { ttft_ms: ttft } }] };
}

function created(of: Night, createdAt: number): Night {
  return { ...of, run: { ...of.run, createdAt } };
}

describe('buildNightTable', () => {
  it('orders runs by creation whatever order they come in', () => {
    const table = buildNightTable([night('2', 20, 2), night('1', 10, 1), night('3', 30, 3)]);
    expect(table.runs.map(({ run }) => run.id)).toEqual(['1', '2', '3']);
    expect([...table.series[0]!.values.ttft_ms!]).toEqual([1, 2, 3]);
    expect([...table.series[0]!.runs]).toEqual([0, 1, 2]);
  });

  it.each([
    ['the creation of the runs', [created(night('7', 50, 1), 10), created(night('8', 40, 2), 20)]],
    ['the ids, where documents are all that is known', [night('7', 50, 1), night('8', 40, 2)]],
    ['both, where some runs are known better', [night('7', 50, 1), created(night('8', 40, 2), 20)]],
  ])('leaves a run in its place that is run again after later commits, by %s', (_, nights) => {
    const table = buildNightTable([night('6', 5, 0), ...nights, night('9', 60, 3)]);
    expect(table.runs.map(({ run }) => run.id)).toEqual(['6', '7', '8', '9']);
  });

  it('orders ids as numbers, and runs without a number by their time', () => {
    const table = buildNightTable([night('10', 30, 1), night('9', 30, 1), night('x', 20, 1), night('y', 40, 1)]);
    expect(table.runs.map(({ run }) => run.id)).toEqual(['x', '9', '10', 'y']);
  });

  it('keeps the highest attempt of a run', () => {
    const table = buildNightTable([night('1', 10, 1), night('1', 11, 5, 2), night('1', 10, 1)]);
    expect([...table.series[0]!.values.ttft_ms!]).toEqual([5]);
    expect(table.duplicateRuns).toBe(2);
  });

  it('has no column for a metric that a series never had, and NaN where a value is missing', () => {
    const without = { ...night('2', 20, 0), rows: [{ series: makeSeries({ model: 'm' }), values: { latency_ms: 7 } }] };
    const [series] = buildNightTable([night('1', 10, 1), without]).series;
    expect([...series!.values.ttft_ms!]).toEqual([1, NaN]);
    expect([...series!.values.latency_ms!]).toEqual([NaN, 7]);
    expect(series!.values.acc_length).toBeUndefined();
  });
});
