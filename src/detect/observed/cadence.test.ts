import { buildNightTable } from '../../table/nightTable';
import { makeSeries } from '../../model/series';
import { cadencesOf, lateOnes } from './cadence';
import { observedNights } from './observedNights';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ROWS = [1, 2, 3, 4].map((batch) => ({
  series: makeSeries({ gpu_config: 'h200', model: 'm', batch_size: `${batch}` }),
  values: { latency_ms: 1 },
}));

interface Night {
  /** Days since the first. */
  readonly day: number;
  readonly workflow?: string;
  readonly event?: string;
  readonly branch?: string;
  readonly rows?: number;
  readonly commit?: string;
}

function cadences(nights: readonly Night[], now?: number) {
  const table = buildNightTable(
    nights.map(({ day, workflow, event = 'schedule', branch = 'main', rows = ROWS.length, commit }, at) => ({
      run: {
        id: `${at}`,
        attempt: 1,
        time: day * DAY,
        commit: commit ?? `c${at}`,
        branch,
        event,
        conclusion: '',
        ...(workflow && { workflow }),
      },
      rows: ROWS.slice(0, rows),
      issues: [],
    }))
  );
  return cadencesOf(table, observedNights(table), now);
}

const every = (days: number, count = 12): Night[] => Array.from({ length: count }, (_, at) => ({ day: at * days }));

describe('cadencesOf', () => {
  it.each([
    ['every day', 1, 36],
    ['every second day', 2, 72],
    ['every week', 7, 252],
    ['every six hours, but never before 36 hours', 0.25, 36],
  ])('%s', (_, days, hours) => {
    const [only] = cadences(every(days));
    expect(only).toEqual({ workflow: '', newest: 11 * days * DAY, allowed: hours * HOUR });
  });

  it('goes by the longest of the last ten gaps: a pause of long ago is forgotten', () => {
    expect(cadences([{ day: -30 }, ...every(1)])[0]!.allowed).toBe(36 * HOUR);
    expect(cadences([...every(1), { day: 15 }])[0]!.allowed).toBe(1.5 * 4 * DAY);
    expect(cadences([{ day: -30 }, ...every(1, 10)])[0]!.allowed).toBe(1.5 * 30 * DAY);
    expect(cadences([{ day: -30 }, ...every(1, 11)])[0]!.allowed).toBe(36 * HOUR);
  });

  it('counts no run that somebody started, none of a branch, and none that is yet to come', () => {
    const more: Night[] = [
      { day: 12, event: 'workflow_dispatch', rows: 1 },
      { day: 13, branch: 'release/v1', event: 'workflow_dispatch' },
    ];
    expect(cadences([...every(1), ...more])[0]!.newest).toBe(11 * DAY);
    expect(cadences([...every(1), { day: 40 }], 12 * DAY)[0]!.newest).toBe(11 * DAY);
  });

  it('counts no run that somebody started of the commit of a usual night, and the usual ones by their times', () => {
    const again: Night[] = [
      { day: 20, commit: 'x' },
      { day: 20.4, commit: 'y' },
      { day: 20.5, commit: 'x' },
      { day: 20.6, commit: 'y', event: 'workflow_dispatch' },
    ];
    const [only] = cadences([{ day: 16 }, ...again]);
    expect(only).toMatchObject({ newest: 20.5 * DAY, allowed: 1.5 * 4 * DAY });
    expect(cadences(again)[0]!.allowed).toBe(36 * HOUR);
    expect(cadences([{ day: 0, commit: 'x' }, { day: 0.2 }, { day: 0.7, commit: 'x' }, { day: 3.2 }])[0]).toMatchObject(
      {
        newest: 3.2 * DAY,
        allowed: 1.5 * 2.5 * DAY,
      }
    );
  });

  it('counts the night of this very moment, and is not late at the very end of what is allowed', () => {
    const found = cadences(every(1), 11 * DAY);
    expect(found[0]!.newest).toBe(11 * DAY);
    expect(lateOnes(found, 11 * DAY + 36 * HOUR)).toEqual([]);
    expect(lateOnes(found, 11 * DAY + 36 * HOUR + 1)).toHaveLength(1);
  });

  it('judges each workflow by itself', () => {
    const weekly = [0, 7, 14].map((day) => ({ day: day + 0.5, workflow: 'weekly.yml' }));
    const found = cadences([...every(1, 16), ...weekly]);
    expect(found.map(({ workflow, allowed }) => [workflow, allowed / DAY])).toEqual([
      ['', 1.5],
      ['weekly.yml', 10.5],
    ]);
    expect(lateOnes(found, 17 * DAY).map(({ workflow }) => workflow)).toEqual(['']);
    expect(lateOnes(found, 16 * DAY)).toEqual([]);
    expect(lateOnes(found, 26 * DAY)).toHaveLength(2);
  });

  it('has a single night, and none', () => {
    expect(cadences(every(1, 1))[0]).toMatchObject({ newest: 0, allowed: 36 * HOUR });
    expect(cadences([])).toEqual([]);
  });
});
