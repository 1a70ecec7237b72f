import { parse } from 'valibot';

import { buildNightTable } from '../../table/nightTable';
import { readNight } from '../../read/forms/readNight';
import { changedNights } from '../../../tests/support/builders';
import { answer } from '../answer';
import { nightQuerySchema, type SavedQuery } from '../nightQuery';
import { queryKindOf } from '../queryKinds';
import { rowsOf } from '../columns';

const DAY = 86_400_000;
const END = Date.UTC(2026, 10, 20);
const at = (ago: number) => END - ago * DAY;
/** Sixty nights, slower by 10 % since twenty nights. */
const TABLE = buildNightTable(changedNights(60, 20, 0.9, END).map((document) => readNight({ document }).night!));
const RELEASES = [
  { tag: 'v0.3', time: at(5) },
  { tag: 'v0.2', time: at(30) },
  { tag: 'v0.1', time: at(45) },
  { tag: 'v0.0', time: at(200) },
];

function ask(query: SavedQuery, releases = RELEASES, from = 0) {
  const [table] = answer(TABLE, parse(nightQuerySchema, query), {
    from,
    to: END + DAY,
    now: END + DAY,
    repositoryUrl: 'https://github.com/o/r',
    notices: [],
    releases,
  });
  return { rows: rowsOf(table!), notices: table!.notices.map(({ text }) => text) };
}

describe('releases', () => {
  it('are compared with the one before that has a night, for all models and for each', () => {
    const { rows } = ask({ kind: 'releases' });
    expect(rows.map(({ release, against, model }) => [release, against, model])).toEqual([
      ['v0.3', 'v0.2', 'All'],
      ['v0.3', 'v0.2', 'DeepSeek-V3.2'],
      ['v0.3', 'v0.2', 'GLM-4.6'],
      ['v0.2', 'v0.1', 'All'],
      ['v0.2', 'v0.1', 'DeepSeek-V3.2'],
      ['v0.2', 'v0.1', 'GLM-4.6'],
    ]);
    const [slower, , , quiet] = rows;
    expect(slower).toMatchObject({ better: 0, worse: 6, unchanged: 0, could_have_missed: null });
    expect(slower!.change).toBeCloseTo(-10, 0);
    expect(quiet).toMatchObject({ better: 0, worse: 0, unchanged: 6 });
    expect(Math.abs(Number(quiet!.change))).toBeLessThan(1);
    expect(Number(quiet!.could_have_missed)).toBeLessThan(5);
  });

  it('mean lower latency where the metric says so, and only those in the time range are shown', () => {
    const { rows } = ask({ kind: 'releases', metrics: ['latency_ms'] }, RELEASES, at(10));
    expect(new Set(rows.map(({ release }) => release))).toEqual(new Set(['v0.3']));
    expect(rows[0]).toMatchObject({ worse: 6, metric: 'Latency' });
    expect(rows[0]!.change).toBeCloseTo(11.1, 0);
  });

  it('are annotations with what they changed', async () => {
    const { rows } = ask({ kind: 'releases' });
    const annotations = await queryKindOf('releases').annotate!(rows);
    expect(annotations.map(({ title }) => title)).toEqual(['v0.3', 'v0.2']);
    expect(annotations[0]).toMatchObject({
      time: at(5),
      lines: [expect.stringMatching(/against v0\.2: -\d+\.\d % .* 6 worse/)],
    });
  });

  it('say why there are none', () => {
    expect(ask({ kind: 'releases' }, []).notices.join()).toContain('No releases are known');
    expect(ask({ kind: 'releases' }, [RELEASES[0]!]).notices.join()).toContain('has a night near its commit');
  });

  it('choose the night of a tag that nothing ran on by its name', () => {
    const choice = (value: string) => ({ kind: 'tag', value }) as const;
    const { rows } = ask({ kind: 'compare', target: choice('v0.3'), baseline: choice('v0.1') });
    expect(rows.map(({ verdict }) => verdict)).toEqual(Array(6).fill('worse'));
    expect(ask({ kind: 'compare', baseline: choice('v9') }).notices.join()).toContain('a run of tag v9');
  });
});
