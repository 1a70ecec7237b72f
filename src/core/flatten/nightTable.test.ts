import { type Night } from '../model/night';
import { makeSeries } from '../model/series';
import { buildNightTable } from './nightTable';

function night(id: string, time: number, ttft: number, attempt = 1): Night {
  const run = { id, time, attempt, commit: '', branch: 'main', event: '', conclusion: '' };
  return { run, issues: [], rows: [{ series: makeSeries({ model: 'm' }), values: { ttft_ms: ttft } }] };
}

describe('buildNightTable', () => {
  it('orders runs by time whatever order they come in', () => {
    const table = buildNightTable([night('2', 20, 2), night('1', 10, 1), night('3', 30, 3)]);
    expect(table.runs.map(({ run }) => run.id)).toEqual(['1', '2', '3']);
    expect([...table.series[0]!.values.ttft_ms!]).toEqual([1, 2, 3]);
    expect([...table.series[0]!.runs]).toEqual([0, 1, 2]);
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
