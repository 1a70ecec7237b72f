import { makeSeries } from '../../model/series';
import { buildNightTable } from '../../flatten/nightTable';
import { observe } from './observations';
import { observedNights } from './observedNights';

const SERIES = makeSeries({ gpu_config: 'g', model: 'm' });

/** A table of runs, each with its commit and its value. */
type Measured = readonly [commit: string, value: number, branch?: string];

function tableOf(...runs: readonly Measured[]) {
  return buildNightTable(
    runs.map(([commit, value, branch = 'main'], index) => ({
      run: { id: `${index + 1}`, attempt: 1, time: index, commit, branch, event: '', conclusion: '' },
      rows: [{ series: SERIES, values: { ttft_ms: value } }],
      issues: [],
    }))
  );
}

function observed(...runs: readonly Measured[]) {
  const table = tableOf(...runs);
  return observe(table.series[0]!, 'ttft_ms', observedNights(table));
}

describe('observe', () => {
  it('takes the median of the runs of one commit, wherever they stand', () => {
    expect(observed(['a', 10], ['b', 20], ['a', 90], ['a', 12], ['c', 30])).toEqual({
      nights: [0, 1, 2],
      values: [12, 20, 30],
      lastFailed: -1,
    });
    expect(observed(['a', 10], ['a', 20]).values).toEqual([15]);
  });

  it('looks at the main branch alone, and takes 0 and below for failures', () => {
    expect(observed(['a', 10], ['b', 20, 'release/1'], ['c', 0], ['d', 30], ['e', -1])).toEqual({
      nights: [0, 2],
      values: [10, 30],
      lastFailed: 3,
    });
  });
});
