import { parse } from 'valibot';

import { buildNightTable } from '../../table/nightTable';
import { type MetricValues } from '../../catalogue/metrics';
import { makeSeries } from '../../model/series';
import { answer } from '../answer';
import { nightQuerySchema, type SavedQuery } from '../nightQuery';
import { rowsOf } from '../columns';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 9, 20);

interface Night {
  readonly branch?: string;
  readonly event?: string;
  /** Values of the series of each model. */
  readonly models: Readonly<Record<string, MetricValues>>;
}

/** One night a day up to the last, each with its values. */
function rows(nights: readonly Night[], query: SavedQuery) {
  const table = buildNightTable(
    nights.map(({ branch = 'main', event = 'schedule', models }, at) => ({
      run: {
        id: `${at + 1}`,
        attempt: 1,
        time: NOW - (nights.length - at) * DAY,
        commit: `${at}`.repeat(8),
        branch,
        event,
        conclusion: 'success',
      },
      rows: Object.entries(models).map(([model, values]) => ({
        series: makeSeries({ gpu_config: 'h200', model, variant: 'TP8' }),
        values,
      })),
      issues: [],
    }))
  );
  const options = { from: NOW - 99 * DAY, to: NOW, now: NOW, repositoryUrl: '', notices: [] };
  const [found] = answer(table, parse(nightQuerySchema, { kind: 'latest', ...query }), options);
  return rowsOf(found!);
}

const ttft = (value: number) => ({ models: { m: { ttft_ms: value } } });
const QUERY: SavedQuery = { kind: 'latest', metrics: ['ttft_ms'] };

describe('latest', () => {
  it('is the newest value, its change to the run before, and its age in seconds', () => {
    expect(rows([ttft(100), ttft(110)], QUERY)).toMatchObject([
      { model: 'm', ttft_ms: 110, ttft_ms_change: expect.closeTo(10), age: 86_400, run: '2' },
    ]);
  });

  it('has no change where there is no run before', () => {
    expect(rows([ttft(100)], QUERY)).toMatchObject([{ ttft_ms: 100, ttft_ms_change: null }]);
  });

  it('compares with the run before on the same branch', () => {
    const nights = [ttft(100), { ...ttft(500), branch: 'release/v1', event: 'workflow_dispatch' }, ttft(120)];
    const filter = { branch: ['main', 'release/v1'] };
    expect(rows(nights, { ...QUERY, filter })).toMatchObject([{ ttft_ms_change: expect.closeTo(20) }]);
    expect(rows(nights.slice(1), { ...QUERY, filter })).toMatchObject([{ ttft_ms_change: null }]);
  });

  it('means the main branch unless the query says which', () => {
    const nights = [ttft(100), ttft(101), { ...ttft(500), branch: 'release/v1', event: 'workflow_dispatch' }];
    expect(rows(nights, QUERY)).toMatchObject([{ ttft_ms: 101 }]);
    expect(rows(nights, { ...QUERY, filter: { branch: ['release/v1'] } })).toMatchObject([{ ttft_ms: 500 }]);
  });

  it('shows the newest run of a series, and nothing for a metric that ended before it', () => {
    const nights = [{ models: { m: { ttft_ms: 5, latency_ms: 9 } } }, { models: { m: { latency_ms: 10 } } }];
    const query: SavedQuery = { kind: 'latest', metrics: ['ttft_ms', 'latency_ms'] };
    expect(rows(nights, query)).toMatchObject([{ run: '2', ttft_ms: null, ttft_ms_change: null, latency_ms: 10 }]);
  });

  it('has columns for the metrics alone that a series has, and no row for a series without any', () => {
    const nights = [{ models: { m: { ttft_ms: 5 }, other: { latency_ms: 9 } } }];
    const [only, ...rest] = rows(nights, { kind: 'latest', metrics: ['ttft_ms', 'acc_length'] });
    expect(rest).toEqual([]);
    expect(only).toMatchObject({ model: 'm', ttft_ms: 5 });
    expect(only).not.toHaveProperty('acc_length');
    expect(rows(nights, { kind: 'latest', metrics: ['acc_length'] })).toEqual([]);
  });

  it('names its rows only where there is a legend', () => {
    const nights = [{ models: { 'org/m': { ttft_ms: 5 }, 'org/n': { ttft_ms: 6 } } }];
    expect(rows(nights, { ...QUERY, legend: '  ' })[0]).not.toHaveProperty('name');
    const named = rows(nights, { ...QUERY, legend: '{{short_model}} on {{gpu_config}}' });
    expect(named.map(({ name }) => name)).toEqual(['m on h200', 'n on h200']);
  });

  it('adds the front of the best, by the first metric, once more under its own name', () => {
    const of = (tput: number, seen: number) => ({ throughput_per_gpu: tput, interactivity: seen });
    const models = { a: of(1, 9), b: of(5, 5), beaten: of(4, 4), c: of(9, 1), half: { interactivity: 99 } };
    const query: SavedQuery = { kind: 'latest', metrics: ['interactivity', 'throughput_per_gpu'], front: true };
    const named = rows([{ models }], { ...query, legend: '{{model}}' });
    expect(named.map(({ name, model }) => [name, model])).toEqual([
      ['c', 'c'],
      ['beaten', 'beaten'],
      ['b', 'b'],
      ['a', 'a'],
      ['half', 'half'],
      ['Front', 'c'],
      ['Front', 'b'],
      ['Front', 'a'],
    ]);
    const lower = rows([{ models: { a: { ttft_ms: 1 }, b: { ttft_ms: 2 } } }], { ...QUERY, front: true, legend: 'x' });
    expect(lower.map(({ name, model }) => [name, model])).toEqual([
      ['x', 'a'],
      ['x', 'b'],
      ['Front', 'a'],
    ]);
  });
});
