import { parse } from 'valibot';

import { MS_PER_DAY, nightQuerySchema, type QueryResponse, type RunRecord } from '../core';
import { actionsUrl, GITHUB_DEFAULTS } from '../sources/github/githubOptions';
import { githubSource } from '../sources/github/githubSource';
import { type Answer, shown } from './answer';
import { workflowsOf } from '../sources/github/workflows';
import { SourceError } from '../sources/errors';
import { type RunSource } from '../sources/runSource';
import { fakeRun, fakeRuns, nightDocument } from '../../tests/support/builders';
import { FAKE_TOKEN, startFakeGitHub } from '../../tests/support/fakeGitHub';
import { serviceInTests } from '../../tests/support/serviceInTests';

const RUNS = parse(nightQuerySchema, { kind: 'runs' });
const REQUEST = { from: 0, to: Date.UTC(2027, 0, 1), queries: [RUNS] };

/** Counts how often a document's results are looked at: once a reading. */
function counted(runId: number): { record: RunRecord; readings: () => number } {
  const { results, ...rest } = nightDocument(runId, `2026-03-0${runId}`);
  let readings = 0;
  const document = Object.defineProperty({ ...rest }, 'results', {
    enumerable: true,
    get: () => (readings++, results),
  });
  return { record: { document }, readings: () => readings };
}

function serviceOf(source: RunSource, now: () => number = () => 0) {
  return serviceInTests(source, { now }).service;
}

function texts(given: QueryResponse | Answer<QueryResponse>): string[] {
  const { results } = 'known' in given ? shown(given) : given;
  return results.A!.notices.map(({ text }) => text);
}

describe('localService', () => {
  it('shows what it has while a long load goes on, and reads no record twice for it', async () => {
    const nights = [counted(1), counted(2), counted(3)];
    let now = 0;
    const source: RunSource = {
      async load(_, { onRecord } = {}) {
        for (const [index, { record }] of nights.entries()) {
          now += 1000;
          onRecord?.(record, { done: index + 1, total: nights.length });
          await new Promise((resolve) => setImmediate(resolve));
        }
        return { records: nights.map(({ record }) => record), failures: [] };
      },
    };
    const service = serviceOf(source, () => now);
    const partial: QueryResponse[] = [];
    const final = shown(await service.query(REQUEST, { onPartial: (response) => partial.push(response) }));
    expect(partial.flatMap(texts)).toEqual(['Loading: 1 of 3 runs.', 'Loading: 2 of 3 runs.']);
    expect(final.results.A!.frames[0]!.data.values[0]).toHaveLength(3);
    const once = nights.map(({ readings }) => readings());
    await service.query(REQUEST);
    expect(nights.map(({ readings }) => readings())).toEqual(once);
    expect(new Set(once).size).toBe(1);
  });

  it('says that changes are looked for before any were found, and no more when some are', async () => {
    const records = [1, 2, 3].map((night) => counted(night).record);
    let nights = 2;
    const service = serviceOf({ load: () => Promise.resolve({ records: records.slice(0, nights), failures: [] }) });
    const changes = { ...REQUEST, queries: [parse(nightQuerySchema, { kind: 'changes', view: 'series' })] };
    const ask = async () => {
      const partial: QueryResponse[] = [];
      const final = shown(await service.query(changes, { onPartial: (response) => partial.push(response) }));
      return { partial, rows: final.results.A!.frames[0]!.data.values[0]!.length };
    };
    const first = await ask();
    expect(first.partial).toHaveLength(1);
    expect(first.partial[0]!.results.A!.frames[0]!.data.values[0]).toEqual([]);
    expect(texts(first.partial[0]!)).toEqual([expect.stringContaining('being looked for')]);
    expect(first.rows).toBeGreaterThan(0);
    nights = 3;
    expect((await ask()).partial).toEqual([]);
  });

  it('says once what failed, with how often', async () => {
    const failures = [
      new SourceError('network', 'down'),
      new SourceError('network', 'down'),
      new SourceError('expired', 'gone'),
    ];
    const response = await serviceOf({ load: () => Promise.resolve({ records: [], failures }) }).query(REQUEST);
    expect(texts(response)).toEqual([
      expect.stringMatching(/^Partial data, 2 runs could not be read: down\. /),
      expect.stringMatching(/^Partial data, 1 run could not be read: gone\. /),
    ]);
  });

  it('counts documents that can not be placed, and names the first', async () => {
    const records: RunRecord[] = [
      { document: { results: [] } },
      { document: { run_id: '7' } },
      { document: nightDocument(1, '2026-03-01') },
    ];
    const source: RunSource = {
      load(_, { onRecord } = {}) {
        records.forEach((record, index) => onRecord?.(record, { done: index + 1, total: records.length }));
        return Promise.resolve({ records, failures: [] });
      },
    };
    const response = await serviceOf(source).query(REQUEST);
    expect(texts(response)[0]).toMatch(/^2 documents could not be placed: run unknown: run_id: expected/);
    expect(shown(response).results.A!.frames[0]!.data.values[0]).toHaveLength(1);
  });

  it.each([
    [499, ["GitHub's quota is nearly spent: 499 of 5000 requests are left until 09:00 UTC."]],
    [500, []],
  ])('says when the quota is nearly spent: %d of 5000', async (remaining, expected) => {
    const quota = { remaining, limit: 5000, resetAt: Date.UTC(2026, 9, 20, 9) };
    const source = { load: () => Promise.resolve({ records: [], failures: [], quota }) };
    expect(texts(await serviceOf(source).query(REQUEST))).toEqual(expected);
  });

  it('counts the runs of a window, and those with results, and says when the newest was', async () => {
    const records: RunRecord[] = [
      { document: nightDocument(1, '2026-03-01') },
      { document: { run_id: '2', run_date: '2026-03-02', results: [] } },
      { document: nightDocument(3, '2027-03-01') },
    ];
    const source: RunSource = {
      load(_, { onRecord } = {}) {
        records.forEach((record, index) => onRecord?.(record, { done: index + 1, total: records.length }));
        return Promise.resolve({ records, failures: [] });
      },
    };
    expect(await serviceOf(source).summary(REQUEST)).toEqual({
      known: 'all',
      value: { runs: 2, nights: 1, newest: Date.UTC(2026, 2, 1, 6, 24, 2, 90), notices: [] },
    });
  });

  it('asks GitHub for three panels of 7, 30 and 90 days, and again after a new night, only for what it lacks', async () => {
    const now = Date.UTC(2026, 9, 20, 12);
    const github = await startFakeGitHub({ runs: await fakeRuns(90, now) });
    let clock = now;
    const source = githubSource({
      http: fetch,
      token: FAKE_TOKEN,
      actionsUrl: actionsUrl(github.apiUrl, GITHUB_DEFAULTS.repository),
      workflows: workflowsOf({ artifactPrefix: 'consolidated-metrics-' }),
    });
    const service = serviceOf(source, () => clock);
    const panel = (days: number) => service.query({ from: clock - days * MS_PER_DAY, to: clock, queries: [RUNS] });
    const counts = () => {
      const lists = github.log.filter((line) => line.includes('/workflows/')).length;
      const all = github.log.length;
      github.log.length = 0;
      return { lists, downloads: (all - lists) / 3 };
    };
    const rows = (await Promise.all([panel(7), panel(30), panel(90)])).map(
      (answer) => shown(answer).results.A!.frames[0]!.data.values[0]!.length
    );
    expect(rows).toEqual([7, 30, 90]);
    expect(counts()).toEqual({ lists: 2, downloads: 90 });
    await Promise.all([panel(7), panel(30), panel(90)]);
    expect(counts()).toEqual({ lists: 0, downloads: 0 });
    clock += MS_PER_DAY;
    github.runs.unshift(await fakeRun(-1, now));
    await Promise.all([panel(7), panel(30), panel(90)]);
    expect(counts()).toEqual({ lists: 2, downloads: 1 });
    await github.close();
  });
});
