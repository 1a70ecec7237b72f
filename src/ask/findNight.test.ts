import { buildNightTable } from '../table/nightTable';
import { type Run } from '../model/run';
import { makeSeries } from '../model/series';
import { describeChoice, findNight, readChoice } from './findNight';
import { type NightChoice } from './nightChoice';

const DAY = 86_400_000;
const HOUR = DAY / 24;
const START = Date.UTC(2026, 9, 1, 0, 30);

interface Night extends Partial<Run> {
  readonly day: number;
  /** Without results: a run that left none. */
  readonly empty?: boolean;
}

/** Runs in the order of their days; the id is the place in the list. */
function tableOf(nights: readonly Night[]) {
  return buildNightTable(
    nights.map(({ day, empty, ...changes }, at) => ({
      run: {
        id: `${at + 1}`,
        attempt: 1,
        time: START + day * DAY + 6 * HOUR,
        createdAt: START + day * DAY,
        commit: `${at}`.repeat(7),
        branch: 'main',
        event: 'schedule',
        conclusion: 'success',
        ...changes,
      },
      rows: empty ? [] : [{ series: makeSeries({ gpu_config: 'a', model: 'm' }), values: { latency_ms: 1 } }],
      issues: [],
    }))
  );
}

const idOf = (nights: readonly Night[], choice: NightChoice, from = nights.length - 1) => {
  const table = tableOf(nights);
  const found = findNight(table, choice, from);
  return found === undefined ? undefined : table.runs[found]!.run.id;
};

describe('findNight', () => {
  const MIXED: Night[] = [
    { day: 0 },
    { day: 1, branch: 'release/v1' },
    { day: 2, empty: true },
    { day: 3 },
    { day: 4, branch: 'release/v1' },
    { day: 5 },
  ];

  it('is the run itself for the latest, and for a variable that says nothing', () => {
    expect(idOf(MIXED, { kind: 'latest' }, 3)).toBe('4');
    expect(idOf(MIXED, { kind: 'text', value: '' }, 3)).toBe('4');
  });

  it('finds the run before on the same branch that has results', () => {
    expect(idOf(MIXED, { kind: 'previous' })).toBe('4');
    expect(idOf(MIXED, { kind: 'previous' }, 3)).toBe('1');
    expect(idOf(MIXED, { kind: 'previous' }, 4)).toBe('2');
    expect(idOf(MIXED, { kind: 'previous' }, 0)).toBeUndefined();
  });

  it.each([
    ['1', '6'],
    ['7', '1'],
    ['', '1'],
  ])('finds the run nearest to %s days earlier, whatever the time of the day', (value, expected) => {
    const nights = [0, 1, 2, 3, 4, 5.9, 7].map((day) => ({ day }));
    expect(idOf(nights, { kind: 'days', value })).toBe(expected);
  });

  it('takes the later of two runs that are as near, and none of another branch, without results, or after', () => {
    expect(idOf([{ day: 0 }, { day: 2 }, { day: 3 }], { kind: 'days', value: '2' })).toBe('2');
    expect(idOf([{ day: 0 }, { day: 2, branch: 'release/v1' }, { day: 4 }], { kind: 'days', value: '2' })).toBe('1');
    expect(idOf([{ day: 0 }, { day: 2, empty: true }, { day: 4 }], { kind: 'days', value: '2' })).toBe('1');
    expect(idOf([{ day: 0 }, { day: 1 }, { day: 2 }], { kind: 'days', value: '0' })).toBe('2');
    expect(idOf(MIXED, { kind: 'days', value: 'x' })).toBeUndefined();
  });

  it('finds a run by its number, if it has results', () => {
    expect(idOf(MIXED, { kind: 'run', value: '2' })).toBe('2');
    expect(idOf(MIXED, { kind: 'run', value: '3' })).toBeUndefined();
    expect(idOf(MIXED, { kind: 'run', value: '99' })).toBeUndefined();
  });

  it('finds the latest run of a branch, but not the run itself', () => {
    expect(idOf(MIXED, { kind: 'branch', value: 'release/v1' })).toBe('5');
    expect(idOf(MIXED, { kind: 'branch', value: 'release/v1' }, 4)).toBe('2');
    expect(idOf(MIXED, { kind: 'branch', value: 'v1' })).toBeUndefined();
  });

  it('finds a commit by its first digits, in any case, if they are enough', () => {
    const nights = [{ day: 0, commit: 'abcdef0123456' }, { day: 1 }];
    expect(idOf(nights, { kind: 'commit', value: 'ABCDEF' })).toBe('1');
    expect(idOf(nights, { kind: 'commit', value: 'abcde' })).toBeUndefined();
    expect(idOf(nights, { kind: 'commit', value: '123456' })).toBeUndefined();
  });

  it('finds a tag as a branch of that name, or of that name after a slash', () => {
    expect(idOf(MIXED, { kind: 'tag', value: 'v1' })).toBe('5');
    expect(idOf(MIXED, { kind: 'tag', value: 'main' })).toBe('6');
    expect(idOf(MIXED, { kind: 'tag', value: 'release' })).toBeUndefined();
  });
});

describe('readChoice', () => {
  it.each([
    ['', { kind: 'latest' }],
    ['   ', { kind: 'latest' }],
    ['latest', { kind: 'latest', value: undefined }],
    ['days:7', { kind: 'days', value: '7' }],
    ['branch:release/a:b', { kind: 'branch', value: 'release/a:b' }],
    [' 21338741812 ', { kind: 'run', value: '21338741812' }],
    ['text:x', { kind: 'run', value: 'text:x' }],
  ])('reads %j', (value, expected) => {
    expect(readChoice({ kind: 'text', value })).toEqual(expected);
  });

  it('leaves other choices as they are', () => {
    expect(readChoice({ kind: 'text' })).toEqual({ kind: 'latest' });
    expect(readChoice({ kind: 'commit', value: ' x' })).toEqual({ kind: 'commit', value: ' x' });
  });

  it('says in words what was not found', () => {
    expect(describeChoice({ kind: 'text', value: 'days:3' })).toBe('a run about 3 days earlier');
    expect(describeChoice({ kind: 'days' })).toBe('a run about 7 days earlier');
    expect(describeChoice({ kind: 'tag', value: 'v1' })).toContain('tag v1');
  });
});
