import { buildNightTable } from '../../table/nightTable';
import { makeSeries } from '../../model/series';
import { firstRunOf, isUsualOnMain, lastRunOf, nightsOf, observedNights, usualNights } from './observedNights';

/** Runs in their order; without a value they have no results. */
function observed(...runs: ReadonlyArray<readonly [commit: string, branch: string, value?: number]>) {
  return observedNights(
    buildNightTable(
      runs.map(([commit, branch, value], index) => ({
        run: { id: `${index + 1}`, attempt: 1, time: index, commit, branch, event: '', conclusion: '' },
        rows: value === undefined ? [] : [{ series: makeSeries({ model: 'm' }), values: { ttft_ms: value } }],
        issues: [],
      }))
    )
  );
}

describe('observedNights', () => {
  it('are the commits with results on the branch that most runs with results are on', () => {
    const found = observed(
      ['a', 'main', 1],
      ['b', 'release', 1],
      ['c', 'main'],
      ['a', 'main', 1],
      ['d', 'main', 1],
      ['e', 'release'],
      ['f', 'release']
    );
    expect(found.branch).toBe('main');
    expect(found.nights).toEqual([[0, 3], [4]]);
    expect([...found.nightOfRun]).toEqual([0, -1, -1, 0, 1, -1, -1]);
    expect([firstRunOf(found, 0), lastRunOf(found, 0), lastRunOf(found, 1)]).toEqual([0, 3, 4]);
  });

  it('takes the branch that most of the last ten runs are on, of several the latest', () => {
    expect(observed(['a', 'b', 1], ['b', 'a', 1]).branch).toBe('a');
    expect(observed(['a', 'a', 1], ['b', 'b', 1]).branch).toBe('b');
    expect(observed(['a', 'a', 1], ['b', 'b', 1], ['c', 'b', 1]).branch).toBe('b');
    const renamed = [
      ...Array.from({ length: 80 }, (_, at) => [`o${at}`, 'master', 1] as const),
      ...Array.from({ length: 6 }, (_, at) => [`n${at}`, 'main', 1] as const),
    ];
    expect(observed(...renamed).branch).toBe('main');
    const once = [
      ...Array.from({ length: 9 }, (_, at) => [`o${at}`, 'main', 1] as const),
      ['x', 'experiment', 1] as const,
    ];
    expect(observed(...once).branch).toBe('main');
  });

  it('takes runs whose commit is not known for nights of their own', () => {
    expect(observed(['', 'main', 1], ['', 'main', 1]).nights).toEqual([[0], [1]]);
  });

  it('is empty where nothing has results', () => {
    expect(observed(['a', 'main'])).toMatchObject({ branch: '', nights: [] });
    expect(observed()).toMatchObject({ branch: '', nights: [] });
  });
});

const DAY = 24 * 60 * 60 * 1000;

interface Run {
  readonly event?: string;
  readonly workflow?: string;
  readonly branch?: string;
  /** How many benchmarks it measured. */
  readonly size?: number;
  readonly commit?: string;
  readonly day?: number;
}

function tableOf(runs: readonly Run[]) {
  return buildNightTable(
    runs.map(({ event = '', workflow, branch = 'main', size = 4, commit, day }, at) => ({
      run: {
        id: `${at}`,
        attempt: 1,
        time: (day ?? at) * DAY,
        commit: commit ?? `c${at}`,
        branch,
        event,
        conclusion: '',
        ...(workflow && { workflow }),
      },
      rows: Array.from({ length: size }, (_, batch) => ({
        series: makeSeries({ model: 'm', batch_size: `${batch}` }),
        values: { ttft_ms: 1 },
      })),
      issues: [],
    }))
  );
}

const usual = (...runs: readonly Run[]) => [...observedNights(tableOf(runs)).isUsual];
const times = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);

describe('a usual run', () => {
  it('is a scheduled one, however little it measured, and no other of that workflow', () => {
    const scheduled = { event: 'schedule' };
    const byHand = { event: 'workflow_dispatch' };
    expect(usual(scheduled, { ...scheduled, size: 1 }, byHand, scheduled)).toEqual([1, 1, 0, 1]);
    expect(usual(byHand, scheduled)).toEqual([0, 1]);
    // Of another workflow that nobody schedules nothing is said by that.
    expect(usual(scheduled, { ...byHand, workflow: 'other.yml' })).toEqual([1, 1]);
    expect(usual({ ...scheduled, workflow: 'a.yml' }, { ...byHand, workflow: 'b.yml' })).toEqual([1, 1]);
  });

  it('is one of the usual size where it is not known who began it', () => {
    const scheduled = { event: 'schedule' };
    expect(usual(scheduled, scheduled, { size: 2 }, { size: 1 })).toEqual([1, 1, 1, 0]);
  });

  it('is one that measured at least half of what the ten before it mostly did where none is scheduled', () => {
    const byHand = (size: number) => ({ event: 'workflow_dispatch', size });
    expect(usual(byHand(4), byHand(4), byHand(2), byHand(1), byHand(4))).toEqual([1, 1, 1, 0, 1]);
    // Six of the last ten decide; what lies further back does not.
    const smaller = [...times(20, byHand(8)), ...times(7, byHand(3))];
    expect(usual(...smaller).slice(20)).toEqual([0, 0, 0, 0, 0, 1, 1]);
    expect(usual({ size: 0 }, byHand(1))).toEqual([0, 1]);
  });
});

describe('a night', () => {
  it('is what runs of one commit are within 18 hours, counted from the first of them', () => {
    const nights = (...days: number[]) => observedNights(tableOf(days.map((day) => ({ day, commit: 'a' })))).nights;
    expect(nights(100, 100.7)).toEqual([[0, 1]]);
    expect(nights(100, 100.75)).toEqual([[0], [1]]);
    expect(nights(100, 100.5, 101, 101.5)).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('is usual where any of its runs is', () => {
    const table = tableOf([
      { event: 'schedule', commit: 'a', day: 1 },
      { event: 'workflow_dispatch', commit: 'a', day: 1.1 },
      { event: 'workflow_dispatch', commit: 'b', day: 2 },
      { event: 'workflow_dispatch', commit: 'c', day: 3 },
      { event: 'schedule', commit: 'c', day: 3.1 },
    ]);
    const observed = observedNights(table);
    expect(observed.nights).toEqual([[0, 1], [2], [3, 4]]);
    expect(usualNights(observed)).toEqual([0, 2]);
    expect(nightsOf({ range: [1, 3] }, observed)).toEqual([0, 2]);
  });

  it('is on the branch of the newest scheduled run, whatever was started by hand elsewhere', () => {
    const table = tableOf([
      ...times(3, { event: 'schedule', branch: 'master' }),
      { event: 'schedule', branch: 'main' },
      ...times(5, { event: 'workflow_dispatch', branch: 'release', workflow: 'other.yml' }),
    ]);
    const observed = observedNights(table);
    expect(observed.branch).toBe('main');
    expect(table.runs.map((_, at) => isUsualOnMain(table, observed, at))).toEqual([
      ...times(3, false),
      true,
      ...times(5, false),
    ]);
    const chosen = observedNights(table, { branch: 'release' });
    expect(table.runs.map((_, at) => isUsualOnMain(table, chosen, at))).toEqual([
      ...times(4, false),
      ...times(5, true),
    ]);
    const byHand = tableOf([{ event: 'schedule' }, { event: 'workflow_dispatch' }]);
    expect(isUsualOnMain(byHand, observedNights(byHand), 1)).toBe(false);
  });
});

describe('a main branch that was renamed', () => {
  const scheduled = (branch: string) => ({ event: 'schedule', branch });

  it('goes on: what was measured under its former names are its nights', () => {
    const found = observedNights(
      tableOf([...times(10, scheduled('master')), ...times(9, scheduled('trunk')), ...times(4, scheduled('main'))])
    );
    expect(found.branch).toBe('main');
    expect([...found.branches]).toEqual(['main', 'trunk', 'master']);
    expect(found.nights).toHaveLength(23);
  });

  it.each([
    [
      'the other branch has nights since',
      [...times(10, scheduled('a')), ...times(4, scheduled('main')), scheduled('a'), scheduled('main')],
    ],
    ['the other branch had few nights', [...times(5, scheduled('a')), ...times(4, scheduled('main'))]],
    [
      'there were two before',
      [...times(10, scheduled('a')).flatMap((one) => [one, scheduled('b')]), ...times(4, scheduled('main'))],
    ],
  ])('is none where %s', (_, runs) => {
    expect([...observedNights(tableOf(runs)).branches]).toEqual(['main']);
  });

  it('is the one that was named, and no other', () => {
    const table = tableOf([...times(10, scheduled('master')), ...times(4, scheduled('main'))]);
    expect(observedNights(table, { branch: 'main' }).nights).toHaveLength(4);
  });
});

describe('nights that something else than the schedule starts', () => {
  const scheduled = { event: 'schedule' };
  const byHand = { event: 'workflow_dispatch' };

  it('are usual once the schedule ended, in its cadence and as large', () => {
    expect(usual(...times(5, scheduled), byHand, byHand, byHand).slice(5)).toEqual([1, 1, 1]);
  });

  it.each([
    ['one alone may be a trial', [byHand]],
    [
      'they measure little',
      [
        { ...byHand, size: 1 },
        { ...byHand, size: 1 },
        { ...byHand, size: 1 },
      ],
    ],
    ['they are on another branch', times(3, { ...byHand, branch: 'fix' })],
    [
      'they come between nights',
      [
        { ...byHand, day: 4.2 },
        { ...byHand, day: 4.4 },
        { ...byHand, day: 4.6 },
      ],
    ],
    ['the schedule goes on', [byHand, byHand, scheduled]],
  ])('are none where %s', (_, after) => {
    const found = usual(...times(5, scheduled), ...after).slice(5);
    expect(found.filter((one, at) => one === 1 && after[at]!.event !== 'schedule')).toEqual([]);
  });
});
