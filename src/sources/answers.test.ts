import { parse } from 'valibot';

import { type NightQuery, nightQuerySchema, type QueryResponse, type RunRecord } from '../core';
import { nightDocument } from '../testing/builders';
import { localAnswers } from './answers';
import { SourceError } from './errors';
import { type RunSource } from './runSource';

const QUERY: NightQuery = parse(nightQuerySchema, { kind: 'runs' });
const REQUEST = { from: 0, to: Date.UTC(2027, 0, 1), queries: [QUERY] };

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

function answersOf(source: RunSource, now: () => number = () => 0) {
  return localAnswers(source, { now, repositoryUrl: '', notices: [] });
}

function texts({ results }: QueryResponse): string[] {
  return results.A!.notices.map(({ text }) => text);
}

describe('localAnswers', () => {
  it('shows what it has while a long load goes on, and reads no record twice for it', async () => {
    const nights = [counted(1), counted(2), counted(3)];
    let now = 0;
    const source: RunSource = {
      load(_, { onRecord } = {}) {
        nights.forEach(({ record }, index) => {
          now += 1000;
          onRecord?.(record, { done: index + 1, total: nights.length });
        });
        return Promise.resolve({ records: nights.map(({ record }) => record), failures: [] });
      },
    };
    const answers = answersOf(source, () => now);
    const partial: QueryResponse[] = [];
    const final = await answers.query(REQUEST, { onPartial: (response) => partial.push(response) });
    expect(partial.flatMap(texts)).toEqual(['Loading: 1 of 3 runs.', 'Loading: 2 of 3 runs.']);
    expect(final.results.A!.frames[0]!.data.values[0]).toHaveLength(3);
    const once = nights.map(({ readings }) => readings());
    await answers.query(REQUEST);
    expect(nights.map(({ readings }) => readings())).toEqual(once);
    expect(new Set(once).size).toBe(1);
  });

  it('says once what failed, with how often', async () => {
    const failures = [
      new SourceError('network', 'down'),
      new SourceError('network', 'down'),
      new SourceError('expired', 'gone'),
    ];
    const response = await answersOf({ load: () => Promise.resolve({ records: [], failures }) }).query(REQUEST);
    expect(texts(response)).toEqual([
      expect.stringMatching(/^Partial data, 2 runs could not be read: down\. /),
      expect.stringMatching(/^Partial data, 1 run could not be read: gone\. /),
    ]);
  });

  it.each([
    [499, ["GitHub's quota is nearly spent: 499 of 5000 requests are left until 09:00 UTC."]],
    [500, []],
  ])('says when the quota is nearly spent: %d of 5000', async (remaining, expected) => {
    const quota = { remaining, limit: 5000, resetAt: Date.UTC(2026, 9, 20, 9) };
    const source = { load: () => Promise.resolve({ records: [], failures: [], quota }) };
    expect(texts(await answersOf(source).query(REQUEST))).toEqual(expected);
  });

  it('counts runs, and those with results, and says when the newest was', async () => {
    const records: RunRecord[] = [
      { document: nightDocument(1, '2026-03-01') },
      { document: { run_id: '2', run_date: '2026-03-02', results: [] } },
    ];
    const summary = await answersOf({ load: () => Promise.resolve({ records, failures: [] }) }).summary(REQUEST);
    expect(summary).toEqual({ runs: 2, nights: 1, newest: Date.UTC(2026, 2, 1, 6, 24, 2, 90), notices: [] });
  });
});
