import { parse } from 'valibot';

import { Detection } from '../../detect/detection';
import { type Sensitivity } from '../../detect/levels/sensitivity';
import { type Acknowledgement } from '../../detect/events/acknowledgement';
import { buildNightTable } from '../../table/nightTable';
import { makeSeries } from '../../model/series';
import { answer } from '../answer';
import { nightQuerySchema, type SavedQuery } from '../nightQuery';
import { rowsOf } from '../columns';
import { CHANGE_VIEWS, type ChangeView } from './changesOptions';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 9, 31);
const NIGHTS = 40;

/** What happens to a series: a factor on its values in a night, or null where it did not run. */
type Course = (night: number) => number | null;

interface Member {
  readonly gpu: string;
  readonly model: string;
  readonly batch?: string;
  readonly course: Course;
}

const steady: Course = () => 1;
const step =
  (from: number, factor: number, to = Infinity): Course =>
  (night) =>
    night >= from && night < to ? factor : 1;

function tableOf(members: readonly Member[], nights = NIGHTS) {
  return buildNightTable(
    Array.from({ length: nights }, (_, night) => ({
      run: {
        id: `${night + 1}`,
        attempt: 1,
        time: NOW - (nights - night) * DAY,
        commit: `${(night + 16).toString(16)}`.repeat(20),
        branch: 'main',
        event: 'schedule',
        conclusion: 'success',
      },
      rows: members.flatMap(({ gpu, model, batch = '1', course }, at) => {
        const factor = course(night);
        const labels = { gpu_config: gpu, model, variant: 'TP8', batch_size: batch, input_len: '1', output_len: '1' };
        const wiggle = 1 + 0.004 * Math.sin(12.9 * night + 7 * at) * Math.cos(4.1 * night + at);
        return factor === null
          ? []
          : [
              {
                series: makeSeries(labels),
                values: { output_throughput: 1000 * wiggle * factor, ttft_ms: (50 * wiggle) / (factor || 1) },
              },
            ];
      }),
      issues: [],
    }))
  );
}

interface Asked {
  readonly sensitivity?: Sensitivity;
  readonly days?: number;
  readonly acknowledgements?: readonly Acknowledgement[];
}

function ask(members: readonly Member[], query: SavedQuery, { days = 100, acknowledgements, sensitivity }: Asked = {}) {
  const table = tableOf(members);
  const findings = new Detection({ sensitivity }).changesNow(table, { now: NOW, acknowledgements });
  const options = { from: NOW - days * DAY, to: NOW, now: NOW, repositoryUrl: '', notices: [], findings };
  const [shown] = answer(table, parse(nightQuerySchema, { kind: 'changes', ...query }), options);
  return { rows: rowsOf(shown!), notices: shown!.notices.map(({ text }) => text), columns: shown!.columns };
}

const FLEET: readonly Member[] = [
  { gpu: 'h200', model: 'slower', course: step(30, 0.9) },
  { gpu: 'h200', model: 'steady', course: steady },
  { gpu: 'h200', model: 'gone', course: (night) => (night >= NIGHTS - 2 ? null : 1) },
  { gpu: 'b200', model: 'faster', course: step(25, 1.1) },
  { gpu: 'b200', model: 'slower', course: steady },
  { gpu: 'l40', model: 'steady', course: (night) => (night >= NIGHTS - 1 ? null : 1) },
];

describe('the view of events', () => {
  it('shows what needs attention, the worst states first, with words for what did not run', () => {
    const { rows } = ask(FLEET, { metrics: ['output_throughput'] });
    expect(rows.map(({ state, gpu_config: gpu, model }) => [state, gpu, model])).toEqual([
      ['regressed', 'h200', 'slower'],
      ['not run', 'l40', null],
      ['missing', 'h200', 'gone'],
      ['improved', 'b200', 'faster'],
    ]);
    expect(rows[0]).toMatchObject({
      severity: 'major',
      metric: 'Output throughput',
      metric_id: 'output_throughput',
    });
    expect(rows[1]).toMatchObject({ note: 'The whole GPU configuration has not run since, although others did.' });
    expect(rows[2]).toMatchObject({ note: expect.stringContaining('was not measured in the last 2 runs') });
  });

  it('keeps to the filter, the metrics and the states', () => {
    const of = (query: SavedQuery) => ask(FLEET, query).rows.map(({ state, gpu_config: gpu }) => `${state} ${gpu}`);
    expect(of({ metrics: ['output_throughput'], filter: { gpuConfig: ['b200'] } })).toEqual(['improved b200']);
    expect(of({ metrics: ['output_throughput'], filter: { gpuConfig: ['l40'] } })).toEqual(['not run l40']);
    expect(of({ metrics: ['latency_ms'] })).toEqual(['not run l40', 'missing h200']);
    expect(of({ metrics: [], states: ['improved'] })).toEqual(['improved b200', 'improved b200']);
    expect(of({ filter: { model: ['steady'], gpuConfig: ['h200'] } })).toEqual([]);
  });

  it('shows a change that is over where it ended in the window, and no longer after it', () => {
    const over: Member[] = [
      { gpu: 'h200', model: 'm', course: step(12, 0.85, 25) },
      { gpu: 'h200', model: 'n', course: steady },
    ];
    const query: SavedQuery = { metrics: ['output_throughput'] };
    expect(ask(over, query).rows).toMatchObject([{ state: 'recovered', model: 'm' }]);
    expect(ask(over, query, { days: 16 }).rows).toMatchObject([{ state: 'recovered' }]);
    expect(ask(over, query, { days: 8 }).rows).toEqual([]);
    expect(ask(FLEET, { ...query, states: ['regressed'] }, { days: 3 }).rows).toHaveLength(1);
  });

  it('says what is drifting, and what was measured at zero', () => {
    const { rows } = ask(
      [
        { gpu: 'h200', model: 'drifts', course: (night) => 0.97 ** Math.floor(night / 13) },
        { gpu: 'h200', model: 'fails', course: (night) => (night === NIGHTS - 1 ? 0 : 1) },
        { gpu: 'h200', model: 'steady', course: steady },
      ],
      { metrics: ['output_throughput'], smallestChange: 5.5 },
      { sensitivity: { preset: 'normal', smallestChange: 5.5 } }
    );
    expect(rows).toContainEqual(
      expect.objectContaining({ state: 'failed', model: 'fails', note: 'The last value was zero or negative.' })
    );
    expect(rows).toContainEqual(
      expect.objectContaining({
        state: 'drift',
        model: 'drifts',
        note: expect.stringContaining('gradually'),
        // The night after its best level, not the last one.
        time: NOW - (NIGHTS - 13) * DAY,
      })
    );
  });

  it('puts what is acknowledged last, with its reason', () => {
    const two: Member[] = [
      { gpu: 'h200', model: 'known', course: step(30, 0.8) },
      { gpu: 'h200', model: 'unknown', course: step(24, 0.95) },
    ];
    const query: SavedQuery = { metrics: ['output_throughput'] };
    const [strongest] = ask(two, query).rows;
    expect(strongest).toMatchObject({ model: 'known' });
    const acknowledgements = [{ id: String(strongest!.id), reason: 'intended' }];
    const { rows } = ask(two, query, { acknowledgements });
    expect(rows.map(({ model }) => model)).toEqual(['unknown', 'known']);
    expect(rows[1]!.note).toBe('Acknowledged: intended');
  });
});

describe('the view of incidents', () => {
  const TOGETHER: Member[] = [
    ...['1', '8'].map((batch) => ({ gpu: 'h200', model: 'org/slower', batch, course: step(30, 0.9) })),
    ...['1', '8'].map((batch) => ({ gpu: 'h200', model: 'org/steady', batch, course: steady })),
    { gpu: 'b200', model: 'org/faster', course: step(20, 1.1) },
  ];

  it('names what the affected series share, or the one series itself', () => {
    const { rows } = ask(TOGETHER, { view: 'incidents', metrics: ['output_throughput'] });
    expect(rows.map(({ what }) => what)).toEqual([
      'Output throughput of slower: -10.0 % since 21 Oct 2026, in all 2 series',
      expect.stringContaining('faster'),
    ]);
    expect(rows.map(({ what_full }) => what_full)).toEqual([
      'Output throughput of org/slower: -10.0 % since 21 Oct 2026, in all 2 series',
      expect.stringContaining('org/faster'),
    ]);
    expect(rows[0]).toMatchObject({
      verdict: 'worse',
      state: 'open',
      scope_model: 'org/slower',
      scope_gpu_config: 'h200',
      scope_batch_size: '$__all',
    });
    expect(rows[1]).toMatchObject({ verdict: 'better', scope_batch_size: '1' });
  });

  it('shows an incident where one of its changes is asked for', () => {
    const count = (query: SavedQuery, days?: number) =>
      ask(TOGETHER, { view: 'incidents', ...query }, { days }).rows.length;
    expect(count({})).toBe(2);
    expect(count({ filter: { batchSize: ['8'] } })).toBe(1);
    expect(count({ filter: { model: ['org/steady'] } })).toBe(0);
    expect(count({ metrics: ['latency_ms'] })).toBe(0);
    expect(count({ states: ['improved'] })).toBe(1);
    expect(count({ states: ['withdrawn'] })).toBe(0);
  });

  it('gives one alert for each that is open and worse, none for the others', () => {
    const { columns } = ask(TOGETHER, { view: 'alerts' });
    expect(columns).toHaveLength(1);
    expect(columns[0]!.labels).toMatchObject({ model: 'org/slower' });
    expect(ask(TOGETHER.slice(2), { view: 'alerts' }).columns).toEqual([]);
    const labels = columns.map((column) => column.labels);
    for (const number of ['suspect', 'commits'] as const) {
      const asked = ask(TOGETHER, { view: 'alerts', number }).columns;
      expect(asked.map((column) => column.labels)).toEqual(labels);
      expect(asked.map(({ values }) => values)).toEqual([[0]]);
    }
    const series = ask(TOGETHER, { view: 'alerts', per: 'series', metrics: ['output_throughput'] }).columns;
    expect(series.map(({ labels }) => labels!.batch_size).sort()).toEqual(['1', '8']);
  });
});

describe('the view of the fleet', () => {
  it('counts the series of each GPU configuration, all of them where one is selected', () => {
    const { rows } = ask(FLEET, { view: 'fleet', filter: { model: ['slower'] } });
    expect(
      rows.map(({ gpu_config: gpu, state, series, regressed, improved, missing }) => [
        gpu,
        state,
        series,
        regressed,
        improved,
        missing,
      ])
    ).toEqual([
      ['b200', 'ok', 2, 0, 1, 0],
      ['h200', 'regressed', 3, 1, 0, 1],
    ]);
    expect(rows[1]!.summary).toMatch(
      /^1 regression; 1 of 3 series regressed, 1 missing; worst \+11\.\d % Time to first token \(TTFT\) of slower$/
    );
    expect(rows[0]!.summary).toMatch(/^1 improvement; 0 of 2 series regressed, 1 improved$/);
  });

  it('says what did not run, what is missing, and what drifts', () => {
    const states = (members: readonly Member[]) =>
      ask(members, { view: 'fleet' }).rows.map(({ state, summary }) => [state, summary]);
    expect(states([FLEET[1]!, FLEET[5]!])).toEqual([
      ['ok', '0 of 1 series regressed'],
      ['not run', 'Does not run. 0 of 1 series regressed'],
    ]);
    expect(states([FLEET[1]!, FLEET[2]!])).toEqual([['missing', '0 of 2 series regressed, 1 missing']]);
  });
});

const VIEWS = CHANGE_VIEWS.map(({ value }) => value);

describe('changes that were not looked for yet', () => {
  const early = (view: ChangeView) => {
    const options = { from: 0, to: NOW, now: NOW, repositoryUrl: '', notices: [], findings: null };
    const [shown] = answer(tableOf(FLEET), parse(nightQuerySchema, { kind: 'changes', view }), options);
    return { headings: shown!.columns.map(({ name }) => name), rows: rowsOf(shown!), notices: shown!.notices };
  };

  it.each(VIEWS)('are no row of the view of %s, and it says so', (view) => {
    const { rows, notices } = early(view);
    expect(rows).toEqual([]);
    expect(notices).toEqual([expect.objectContaining({ severity: 'warning' })]);
  });

  it('leave the columns that have room for words, for a panel to say why there is nothing', () => {
    const room = Object.fromEntries(
      VIEWS.map((view) => [view, ['what', 'summary', 'name'].find((name) => early(view).headings.includes(name))])
    );
    expect(room).toMatchObject({
      events: 'what',
      incidents: 'what',
      suspects: 'what',
      fleet: 'summary',
      series: 'name',
    });
    expect(room).toMatchObject({ matrix: undefined, alerts: undefined, failures: undefined });
  });
});

describe('notices of changes', () => {
  it('say where changes are looked for, and that young series need more nights', () => {
    const young: Member[] = [
      ...FLEET,
      { gpu: 'h200', model: 'young', course: (night) => (night < NIGHTS - 5 ? null : 1) },
    ];
    const { notices } = ask(young, { filter: { branch: ['release/v1'] } });
    expect(notices).toContain('Changes are looked for on main only.');
    expect(ask(young, {}).notices).toContain(
      '2 of 14 series and metrics have fewer than 10 nights: detection needs more.'
    );
    expect(ask(FLEET, {}).notices).toEqual([]);
  });
});

describe('a comparison of what differs', () => {
  it('has the largest change first, and nothing that is noise', () => {
    const compare = (rows: 'all' | 'different') =>
      ask(FLEET, {
        kind: 'compare',
        rows,
        metrics: ['output_throughput'],
        baseline: { kind: 'text', value: 'days:25' },
      } as SavedQuery).rows.map(({ verdict, model }) => `${verdict} ${model}`);
    expect(compare('all')).toContain('no change seen steady');
    const different = compare('different');
    expect(different).toContain('worse slower');
    expect(different).toContain('missing gone');
    expect(different.filter((row) => row.startsWith('no change'))).toEqual([]);
    expect(different.lastIndexOf('worse slower')).toBeLessThan(different.indexOf('missing gone'));
  });
});
