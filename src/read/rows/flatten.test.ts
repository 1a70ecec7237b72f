import { fixtureNight } from '../../../tests/support/golden';
import { type Row } from '../../model/night';
import { readNight } from '../forms/readNight';
import { resultsOf } from '../check/resultsOf';
import { flatten } from './flatten';
import { SeriesPool } from '../../model/SeriesPool';

const BENCHMARK = {
  batch_size: 1,
  input_len: 4096,
  output_len: 512,
  latency_ms: 2400,
  output_throughput: 231,
  acc_length: 3.2,
};
const RESULT = {
  gpu_config: '8-gpu-h200',
  partition: 0,
  model: 'm',
  variant: 'TP8',
  server_args: ['--tp=8'],
  benchmarks: [BENCHMARK],
};

function flattened(...results: unknown[]) {
  return flatten(resultsOf({ results }, 'run 7').results, new SeriesPool());
}

function ids(rows: readonly Row[]): string[] {
  return rows.map(({ series }) => series.id);
}

describe('flatten', () => {
  it('makes a row of each benchmark of the flat list', () => {
    expect(flattened(RESULT)).toEqual({
      issues: [],
      rows: [
        {
          series: {
            id: 'gpu_config=8-gpu-h200,model=m,variant=TP8,batch_size=1,input_len=4096,output_len=512',
            labels: {
              gpu_config: '8-gpu-h200',
              model: 'm',
              variant: 'TP8',
              batch_size: '1',
              input_len: '4096',
              output_len: '512',
            },
          },
          values: { latency_ms: 2400, output_throughput: 231, acc_length: 3.2 },
        },
      ],
    });
  });

  it('prefers the nested list, whose items take their lengths from the parent, and reads neither twice', () => {
    const { input_len, output_len, ...item } = BENCHMARK;
    const nested = { '1024_256': { input_len: 1024, output_len: 256, benchmarks: [{ ...item, latency_ms: 9 }] } };
    const { rows, issues } = flattened({ ...RESULT, benchmarks_by_io_len: nested });
    expect(rows.map(({ series, values }) => [series.labels.input_len, values.latency_ms])).toEqual([['1024', 9]]);
    expect(issues).toEqual([]);
  });

  it.each([[{}], [null]])('falls back to the flat list where the nested one is %j', (nested) => {
    expect(flattened({ ...RESULT, benchmarks_by_io_len: nested }).rows).toHaveLength(1);
  });

  it('calls a null or missing variant default', () => {
    const { variant: _, ...without } = RESULT;
    expect(flattened({ ...RESULT, variant: null }).rows[0]?.series.labels.variant).toBe('default');
    expect(flattened(without).rows[0]?.series.labels.variant).toBe('default');
  });

  it.each([null, 0, -1, undefined])('takes an acceptance length of %s as no value', (acc_length) => {
    expect(flattened({ ...RESULT, benchmarks: [{ ...BENCHMARK, acc_length }] }).rows[0]?.values).not.toHaveProperty(
      'acc_length'
    );
  });

  it('drops a value of a wrong type and keeps the row', () => {
    const { rows, issues } = flattened({
      ...RESULT,
      benchmarks: [{ ...BENCHMARK, latency_ms: 'fast', ttft_ms: null }],
    });
    expect(rows[0]?.values).toEqual({ output_throughput: 231, acc_length: 3.2 });
    expect(issues.map(({ message }) => message)).toEqual([
      'run 7: results[0].benchmarks[0].latency_ms: expected number, received fast',
    ]);
  });

  it('drops a row without a batch size and keeps its neighbours', () => {
    const { rows, issues } = flattened({
      ...RESULT,
      benchmarks: [{ ...BENCHMARK, batch_size: undefined }, { ...BENCHMARK, batch_size: 8 }, null],
    });
    expect(rows.map(({ series }) => series.labels.batch_size)).toEqual(['8']);
    expect(issues.map(({ path }) => path)).toEqual([
      'run 7: results[0].benchmarks[0].batch_size',
      'run 7: results[0].benchmarks[2]',
    ]);
  });

  it('keeps groups that differ only in server arguments apart, by the arguments that differ', () => {
    const other = { ...RESULT, server_args: ['--tp=8', '--attention-backend=fa3'] };
    const { rows, issues } = flattened(RESULT, other);
    expect(rows.map(({ series }) => series.labels.server_args)).toEqual([undefined, '--attention-backend=fa3']);
    expect(issues.map(({ kind }) => kind)).toEqual(['sameVariantOtherArguments']);
  });

  it('does not name server arguments where a variant stands alone, so that a new flag does not begin a new series', () => {
    expect(ids(flattened({ ...RESULT, server_args: ['--tp=8', '--new-flag'] }).rows)).toEqual(
      ids(flattened(RESULT).rows)
    );
  });

  it('keeps the last of equal rows that measured anything: the first is a warm-up, or a try that failed', () => {
    const rowsOf = (...benchmarks: unknown[]) => flattened({ ...RESULT, benchmarks, benchmarks_by_io_len: undefined });
    const again = { ...BENCHMARK, latency_ms: 1 };
    const failed = {
      ...BENCHMARK,
      latency_ms: null,
      ttft_ms: 0,
      input_throughput: null,
      output_throughput: 0,
      overall_throughput: 0,
      acc_length: null,
    };
    const { rows, issues } = rowsOf(BENCHMARK, again);
    expect(rows.map(({ values }) => values.latency_ms)).toEqual([1]);
    expect(issues).toEqual([]);
    expect(rowsOf(BENCHMARK, again, failed).rows.map(({ values }) => values.latency_ms)).toEqual([1]);
    expect(rowsOf(failed, BENCHMARK).rows.map(({ values }) => values.latency_ms)).toEqual([2400]);
  });

  it('makes a row of each test of a diffusion suite', () => {
    const tests = [{ test_name: 'flux', e2e_ms: 9120.4, frames_per_second: null }, { e2e_ms: 1 }];
    const { rows, issues } = flattened({ gpu_config: '1-gpu-runner', test_suite: 'Suite', tests });
    expect(rows).toEqual([
      {
        series: {
          id: 'gpu_config=1-gpu-runner,test_suite=Suite,test_name=flux',
          labels: { gpu_config: '1-gpu-runner', test_suite: 'Suite', test_name: 'flux' },
        },
        values: { e2e_ms: 9120.4 },
      },
    ]);
    expect(issues).toMatchObject([{ kind: 'missingField', path: 'run 7: results[0].tests[1].test_name' }]);
  });

  it.each([
    ['flat-only', 32],
    ['recent-with-diffusion', 86],
    ['release-branch', 86],
  ])('reads all measurements of %s without an issue', (name, rows) => {
    const { night } = readNight({ document: fixtureNight(name) });
    expect(night?.issues).toEqual([]);
    expect(night?.rows).toHaveLength(rows);
  });
});

describe('readNight', () => {
  const workflowRun = {
    id: '7',
    attempt: 1,
    createdAt: '2026-01-25T00:30:00Z',
    commit: '',
    branch: 'main',
    event: 'push',
    conclusion: 'failure',
  };

  it('keeps a run without a document as an absence', () => {
    const absence = { kind: 'expired', message: 'gone' };
    expect(readNight({ workflowRun, absence }).night).toMatchObject({
      run: { id: '7', time: Date.UTC(2026, 0, 25, 0, 30) },
      rows: [],
      absence,
    });
  });

  it('gives the issues of a record that can not be placed', () => {
    const { night, issues } = readNight({ document: { results: [] } });
    expect(night).toBeUndefined();
    expect(issues.length).toBeGreaterThan(0);
  });
});

describe('a document that is larger than any night', () => {
  it('keeps its sound rows, and so many issues as anybody would read', () => {
    const bad = Array.from({ length: 50_000 }, () => ({ batch_size: 'x' }));
    const document = { run_id: '7', run_date: '2026-01-25', results: [{ ...RESULT, benchmarks: [BENCHMARK, ...bad] }] };
    const { night } = readNight({ document });
    expect(night?.rows).toHaveLength(1);
    expect(night?.issues).toHaveLength(1000);
    expect(night?.issues.at(-1)).toMatchObject({ kind: 'tooManyIssues', received: '50000' });
  });
});
