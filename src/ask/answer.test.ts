import { parse } from 'valibot';

import { changedNights, nightDocument } from '../../tests/support/builders';
import { drawTable, expectGolden, fixtureNight } from '../../tests/support/golden';
import {
  CHANGE_QUERIES,
  FIXTURE_NIGHTS,
  FIXTURE_QUERIES,
  ONE_SERIES,
  SOME_SERIES as SOME,
} from '../../tests/support/goldenQueries';
import { type Night } from '../model/night';
import { type RunRecord } from '../model/run';
import { readNight } from '../read/forms/readNight';
import { answer } from './answer';
import { type NightQuery, nightQuerySchema, type SavedQuery } from './nightQuery';
import { buildNightTable } from '../table/nightTable';

const OPTIONS = {
  from: Date.UTC(2026, 0, 1),
  to: Date.UTC(2026, 11, 31),
  now: Date.UTC(2026, 9, 21),
  repositoryUrl: 'https://github.com/sgl-project/sglang',
  notices: [],
};

function tableOf(...records: RunRecord[]) {
  return buildNightTable(
    records.map((record) => readNight(record)).flatMap(({ night }): Night[] => (night ? [night] : []))
  );
}

function query(changes: SavedQuery): NightQuery {
  return parse(nightQuerySchema, changes);
}

const FIXTURES = tableOf(...FIXTURE_NIGHTS.map((name) => ({ document: fixtureNight(name) })));
describe('answer', () => {
  it.each(FIXTURE_QUERIES)('answers %s with the golden tables', (name, changes) => {
    const tables = answer(FIXTURES, query(changes), OPTIONS);
    expectGolden(name.replaceAll(' ', '-'), tables.map(drawTable).join('\n\n'));
  });

  describe('with a change in its nights', () => {
    const CHANGED = tableOf(...changedNights(30, 8, 0.92, OPTIONS.now).map((document) => ({ document })));

    it.each(CHANGE_QUERIES)('answers %s with the golden tables', (name, changes) => {
      const tables = answer(CHANGED, query(changes), OPTIONS);
      expectGolden(`changes-${name.replaceAll(' ', '-')}`, tables.map(drawTable).join('\n\n'));
    });

    it.each([
      ['output_throughput', 'worse'],
      ['ttft_ms', 'worse'],
    ] as const)('calls %s %s when it changed for the worse, whichever way that is', (metric, verdict) => {
      const baseline = { kind: 'days', value: '20' } as const;
      const [table] = answer(CHANGED, query({ kind: 'compare', metrics: [metric], filter: SOME, baseline }), OPTIONS);
      expect(table!.columns.find(({ name }) => name === 'verdict')?.values).toEqual([verdict]);
      const back = { kind: 'compare', baseline: { kind: 'latest' }, target: baseline } as const;
      const [turned] = answer(CHANGED, query({ ...back, metrics: [metric], filter: SOME }), OPTIONS);
      expect(turned?.columns.find(({ name }) => name === 'verdict')?.values).not.toEqual([verdict]);
    });

    const states = (changes: SavedQuery): ReadonlyArray<string | number | null> => {
      const [table] = answer(CHANGED, query({ kind: 'changes', ...changes }), OPTIONS);
      return table!.columns.find(({ name }) => name === 'state')?.values ?? [];
    };

    it('tells only the states, metrics and sizes of change that are asked for', () => {
      expect(new Set(states({}))).toEqual(new Set(['regressed']));
      expect(states({ metrics: ['ttft_ms'], filter: SOME })).toEqual(['regressed']);
      expect(states({ states: ['improved'] })).toEqual([]);
      expect(states({ smallestChange: 50 })).toEqual([]);
      expect(states({ filter: { branch: ['other'] } })).toEqual([]);
    });

    it('tells a change that is open although it began before the window, and none after it', () => {
      const [, , onset] = [0, 0, OPTIONS.now - 7.5 * 24 * 60 * 60 * 1000];
      const told = (window: { from: number; to: number }) =>
        answer(CHANGED, query({ kind: 'changes', filter: SOME }), { ...OPTIONS, ...window })[0]!.columns[0]?.values
          .length ?? 0;
      expect(told({ from: OPTIONS.now, to: OPTIONS.now })).toBeGreaterThan(0);
      expect(told({ from: 0, to: onset - 24 * 60 * 60 * 1000 })).toBe(0);
    });

    it.each([
      ['commit', CHANGED.runs[3]!.run.commit.slice(0, 38), 0],
      ['commit', CHANGED.runs[3]!.run.commit, 1],
      ['run', CHANGED.runs[3]!.run.id, 1],
      ['text', `commit:${CHANGED.runs[3]!.run.commit}`, 1],
      ['text', CHANGED.runs[3]!.run.id, 1],
      ['tag', 'v9.9', 0],
    ] as const)('finds the night of %s %s', (kind, value, found) => {
      const [table] = answer(
        CHANGED,
        query({ kind: 'compare', metrics: ['ttft_ms'], filter: SOME, baseline: { kind, value } }),
        OPTIONS
      );
      const heading = table!.columns.find(({ name }) => name === 'a')?.displayName ?? '';
      expect(heading.includes(`run ${CHANGED.runs[3]!.run.id}`)).toBe(found === 1);
    });
  });

  it('keeps to the window, both ends included', () => {
    const table = tableOf(
      ...['2026-03-01', '2026-03-02', '2026-03-03'].map((date, index) => ({ document: nightDocument(index + 1, date) }))
    );
    const time = table.runs[1]!.run.time;
    const [first] = answer(table, query({ metrics: ['ttft_ms'] }), { ...OPTIONS, from: time, to: time });
    expect(first?.columns[0]?.values).toEqual([time]);
  });

  it('filters by branch and event, which belong to the run', () => {
    const tables = answer(
      FIXTURES,
      query({ metrics: ['ttft_ms'], filter: { ...ONE_SERIES, branch: ['main'] } }),
      OPTIONS
    );
    expect(tables[0]?.columns[0]?.values).toHaveLength(1);
    expect(answer(FIXTURES, query({ metrics: ['ttft_ms'], filter: { event: ['push'] } }), OPTIONS)[0]?.columns).toEqual(
      []
    );
  });

  it('answers with one empty table that says why where there is nothing', () => {
    const absent = {
      workflowRun: {
        id: '9',
        attempt: 1,
        createdAt: '2026-05-01T00:30:00Z',
        commit: '',
        branch: 'main',
        event: 'schedule',
        conclusion: 'success',
      },
      absence: { kind: 'expired', message: 'expired' },
    };
    expect(answer(tableOf(absent), query({}), OPTIONS)).toEqual([
      {
        name: '',
        refId: 'A',
        type: 'timeseries-multi',
        columns: [],
        notices: [{ severity: 'info', text: '1 run without results: expired' }],
      },
    ]);
  });

  it('never fills in a night that is missing', () => {
    const table = tableOf({ document: nightDocument(1, '2026-03-01') }, { document: nightDocument(3, '2026-03-09') });
    expect(answer(table, query({ metrics: ['ttft_ms'] }), OPTIONS)[0]?.columns[1]?.values).toHaveLength(2);
  });

  it('counts what was dropped, and runs that came twice', () => {
    const bad = { ...nightDocument(2, '2026-03-02'), results: [...nightDocument(2, '2026-03-02').results, 'broken'] };
    const table = tableOf(
      { document: nightDocument(1, '2026-03-01') },
      { document: nightDocument(1, '2026-03-01') },
      { document: bad }
    );
    expect(answer(table, query({ kind: 'runs' }), OPTIONS)[0]?.notices.map(({ text }) => text)).toEqual([
      '1 issue in the data: what could not be read was left out.',
      '1 duplicate run left out.',
    ]);
  });

  it('says of a range between two nights that it holds none, and when the newest was', () => {
    const table = tableOf({ document: nightDocument(1, '2026-03-01') }, { document: nightDocument(3, '2026-03-09') });
    const between = { ...OPTIONS, from: Date.UTC(2026, 2, 5, 6), to: Date.UTC(2026, 2, 5, 12) };
    expect(answer(table, query({}), between)[0]?.notices).toEqual([
      {
        severity: 'info',
        text: expect.stringMatching(
          /^No run in this time range: choose a longer one\. The newest run is of 2026-03-09 \d\d:\d\d UTC\.$/
        ),
      },
    ]);
  });

  it('links nothing that an artifact invented', () => {
    const document = { ...nightDocument(1, '2026-03-01'), run_id: '1/../../evil', commit_sha: 'javascript:alert(1)' };
    const [runs] = answer(tableOf({ document }), query({ kind: 'runs' }), OPTIONS);
    const urls = runs?.columns.filter(({ name }) => name.endsWith('_url')).map(({ values }) => values[0]);
    expect(urls).toEqual([null, null, null]);
  });

  it.each([
    ['days', '3', '1'],
    ['days', '1', '3'],
    ['run', '1', '1'],
    ['previous', undefined, '3'],
  ] as const)('compares with %s %s', (kind, value, expected) => {
    const table = tableOf(...[1, 3, 4].map((day) => ({ document: nightDocument(day, `2026-03-0${day}`) })));
    const [comparison] = answer(
      table,
      query({ kind: 'compare', metrics: ['ttft_ms'], baseline: { kind, value } }),
      OPTIONS
    );
    expect(comparison?.columns.find(({ name }) => name === 'a')?.displayName).toBe(
      `A: 2026-03-0${expected}, run ${expected}`
    );
  });

  it('takes for 7 days earlier the run nearest to it, though merge times differ by hours', () => {
    const documents = Array.from({ length: 12 }, (_, day) => ({
      ...nightDocument(day + 1, '2026-03-01'),
      run_date: new Date(Date.UTC(2026, 2, day + 1, 6, day % 2 === 0 ? 50 : 10)).toISOString(),
    }));
    const table = tableOf(...documents.map((document) => ({ document })));
    const baselineOf = (value: string) => {
      const asked = query({ kind: 'compare', metrics: ['ttft_ms'], baseline: { kind: 'days', value } });
      return answer(table, asked, OPTIONS)[0]!.columns.find(({ name }) => name === 'a')?.displayName;
    };
    expect([baselineOf('7'), baselineOf('1'), baselineOf('2')]).toEqual([
      'A: 2026-03-05, run 5',
      'A: 2026-03-11, run 11',
      'A: 2026-03-10, run 10',
    ]);
  });

  it('means the main branch where the latest night is asked for, unless a branch is chosen', () => {
    const nights = Array.from({ length: 4 }, (_, day) => nightDocument(day + 1, `2026-03-0${day + 1}`, day + 1));
    const release = { ...nightDocument(9, '2026-03-09', 9), branch: 'release/1' };
    const table = tableOf(...[...nights, release].map((document) => ({ document })));
    const filter = { variant: ['TP8'], batchSize: ['1'] };
    const latestRun = (branch: string[]) =>
      answer(
        table,
        query({ kind: 'latest', metrics: ['output_throughput'], filter: { ...filter, branch } }),
        OPTIONS
      )[0]!.columns.find(({ name }) => name === 'run')?.values;
    expect(latestRun([])).toEqual(['4']);
    expect(latestRun(['release/1'])).toEqual(['9']);
    const [comparison] = answer(table, query({ kind: 'compare', filter }), OPTIONS);
    expect(comparison!.columns.find(({ name }) => name === 'b')?.displayName).toBe('B: 2026-03-04, run 4');
  });

  it('leaves a run in its place that was run again later: what came before it stays before', () => {
    const documents = [
      nightDocument(1, '2026-03-01'),
      { ...nightDocument(2, '2026-03-02'), run_date: '2026-03-08T06:00:00Z' },
      nightDocument(3, '2026-03-03'),
    ];
    const [runs] = answer(tableOf(...documents.map((document) => ({ document }))), query({ kind: 'runs' }), OPTIONS);
    const column = (name: string) => runs!.columns.find((one) => one.name === name)?.values;
    expect(column('run')).toEqual(['3', '2', '1']);
    expect(column('compare_url')![0]).toMatch(/0002\.\.\.[0-9a-f]+0003$/);
    const [trend] = answer(
      tableOf(...documents.map((document) => ({ document }))),
      query({ metrics: ['ttft_ms'] }),
      OPTIONS
    );
    const times = trend!.columns[0]!.values as number[];
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('says when there is nothing to compare with', () => {
    const table = tableOf({ document: nightDocument(1, '2026-03-01') });
    const [comparison] = answer(table, query({ kind: 'compare', metrics: ['ttft_ms'] }), OPTIONS);
    expect(comparison?.notices[0]).toEqual({
      severity: 'warning',
      text: 'There is nothing to compare with: an earlier run with results is not among the nights loaded.',
    });
  });
});
