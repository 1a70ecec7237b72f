import { makeSeries } from '../../model/series';
import { buildNightTable } from '../../table/nightTable';
import { type Observations, observe } from './observations';
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

/** Observations as plain columns. */
function plain({ nights, values, errors, lastFailed }: Observations) {
  return { nights: [...nights], values: [...values], lastFailed, ...(errors && { errors: [...errors] }) };
}

function observed(...runs: readonly Measured[]) {
  const table = tableOf(...runs);
  return plain(observe(table.series[0]!, 'ttft_ms', observedNights(table)));
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

  it('takes what failed in the first night for a failure, and what was not measured for none', () => {
    expect(observed(['a', 0])).toEqual({ nights: [], values: [], lastFailed: 0 });
    const table = buildNightTable(
      ['ttft_ms', 'latency_ms', 'ttft_ms'].map((metric, index) => ({
        run: { id: `${index}`, attempt: 1, time: index, commit: `${index}`, branch: 'main', event: '', conclusion: '' },
        rows: [{ series: SERIES, values: { [metric]: 10 } }],
        issues: [],
      }))
    );
    const nights = observedNights(table);
    expect(plain(observe(table.series[0]!, 'ttft_ms', nights))).toEqual({
      nights: [0, 2],
      values: [10, 10],
      lastFailed: -1,
    });
    expect(plain(observe(table.series[0]!, 'acc_length', nights))).toEqual({ nights: [], values: [], lastFailed: -1 });
  });

  it('keeps the errors of what was measured several times, the median for several runs of one night', () => {
    const withErrors = (errors: Readonly<Record<number, number>>, ...runs: readonly Measured[]) => {
      const table = tableOf(...runs);
      const given = new Map(Object.entries(errors).map(([run, error]) => [Number(run), { ttft_ms: error }]));
      return plain(observe({ ...table.series[0]!, errors: given }, 'ttft_ms', observedNights(table)));
    };
    const three: Measured[] = [
      ['a', 10],
      ['b', 20],
      ['c', 30],
    ];
    expect(withErrors({ 0: 0.1, 2: 0.3 }, ...three).errors).toEqual([0.1, 0, 0.3]);
    expect(withErrors({}, ...three)).not.toHaveProperty('errors');
    expect(withErrors({ 0: 0, 1: 0 }, ...three)).not.toHaveProperty('errors');
    const again = withErrors({ 0: 0.25, 1: 0.2, 3: 0.75 }, ...three, ['a', 40]);
    expect(again).toMatchObject({ nights: [0, 1, 2], values: [25, 20, 30] });
    expect(again.errors).toEqual([0.5, 0.2, 0]);
  });

  it('is in the order of the nights where a series was measured in a later run of an earlier one', () => {
    const other = makeSeries({ gpu_config: 'g', model: 'other' });
    const table = buildNightTable(
      [other, SERIES, SERIES, SERIES].map((series, index) => ({
        run: {
          id: `${index}`,
          attempt: 1,
          time: index,
          commit: ['a', 'b', 'a', 'c'][index]!,
          branch: 'main',
          event: '',
          conclusion: '',
        },
        rows: [{ series, values: { ttft_ms: index } }],
        issues: [],
      }))
    );
    const columns = table.series.find(({ series }) => series.id === SERIES.id)!;
    expect(plain(observe(columns, 'ttft_ms', observedNights(table)))).toEqual({
      nights: [0, 1, 2],
      values: [2, 1, 3],
      lastFailed: -1,
    });
  });
});
