import { parse } from 'valibot';

import { changeEvent } from '../../../tests/support/changeEvents';
import { type ChangeEvent } from '../../detect/events/changeEvent';
import { Detection } from '../../detect/detection';
import { buildNightTable } from '../../table/nightTable';
import { type MetricId } from '../../catalogue/metrics';
import { makeSeries, type Series } from '../../model/series';
import { answer } from '../answer';
import { type Filter } from '../selector';
import { nightQuerySchema } from '../nightQuery';

const NIGHTS = 8;
const ONE = makeSeries({ gpu_config: 'h200', model: 'a/one', variant: 'TP8', batch_size: '1' });
const EIGHT = makeSeries({ ...ONE.labels, batch_size: '8' });
const TWO = makeSeries({ ...ONE.labels, model: 'b/two' });
const B200 = makeSeries({ ...ONE.labels, gpu_config: 'b200' });
const SUITE = makeSeries({ gpu_config: 'h200', test_suite: 'images', test_name: 't' });

interface Given {
  readonly series?: readonly Series[];
  /** In which nights a series ran, all where it is left out. */
  readonly ran?: (series: Series, night: number) => boolean;
  readonly events?: readonly ChangeEvent[];
  readonly window?: { readonly from: number; readonly to: number };
  readonly metrics?: readonly MetricId[];
  readonly filter?: Filter;
}

/** What is shown of nights with these events, which detection would find in longer and noisier ones. */
function columns({ series = [ONE], ran = () => true, events = [], window, metrics = [], filter = ON_GPUS }: Given) {
  const table = buildNightTable(
    Array.from({ length: NIGHTS }, (_, night) => ({
      run: { id: `${night}`, attempt: 1, time: night, commit: `c${night}`, branch: 'main', event: '', conclusion: '' },
      rows: [makeSeries({ model: 'always' }), ...series.filter((one) => ran(one, night))].map((one) => ({
        series: one,
        values: { ttft_ms: 1 },
      })),
      issues: [],
    }))
  );
  const query = parse(nightQuerySchema, { kind: 'changes', view: 'matrix', metrics, filter });
  const findings = { ...new Detection().changesNow(table, { now: NIGHTS }), events };
  const where = { ...(window ?? { from: 0, to: NIGHTS }), now: NIGHTS, repositoryUrl: '', notices: [] };
  return answer(table, query, { ...where, findings })[0]!.columns;
}

/** One series runs in every night, so that there are nights in which others do not: it has no GPU configuration. */
const ON_GPUS: Filter = { gpuConfig: ['h200', 'b200'] };

/** The states of one column, a letter for each night. */
function drawn(given: Given, place = 1): string {
  const letters: Record<string, string> = {
    ok: '.',
    learning: '.',
    improved: '+',
    minor: '1',
    major: '2',
    critical: '3',
    'not run': '-',
    missing: 'm',
    failed: 'f',
  };
  return columns(given)
    [place]!.values.map((state) => (state === null ? ' ' : letters[state as string]))
    .join('');
}

const fell = (said: Partial<ChangeEvent>) => changeEvent({ series: ONE, onset: 3, severity: 'minor', ...said });

describe('matrixColumns', () => {
  it('has the times of the window, its first and last too, and a column for each model and GPU configuration', () => {
    const found = columns({ series: [TWO, ONE, EIGHT, B200, SUITE], window: { from: 2, to: 5 } });
    expect(found.map(({ name, displayName }) => displayName ?? name)).toEqual([
      'time',
      'images h200',
      'one b200',
      'one h200',
      'two h200',
    ]);
    expect(found[0]!.values).toEqual([2, 3, 4, 5]);
    expect(found.map(({ labels }) => labels)).toEqual([
      undefined,
      { test_suite: 'images', gpu_config: 'h200', page: 'diffusion' },
      { model: 'a/one', gpu_config: 'b200', page: 'trends' },
      { model: 'a/one', gpu_config: 'h200', page: 'trends' },
      { model: 'b/two', gpu_config: 'h200', page: 'trends' },
    ]);
    expect(found[3]!.name).toBe('a/one h200');
    expect(found[1]!.name).toBe('images h200');
    expect(found[1]!.values).toHaveLength(4);
  });

  it('names a series without a GPU configuration, and leaves out what is not selected', () => {
    const bare = makeSeries({ model: 'a/one' });
    expect(
      columns({ series: [bare, TWO], filter: { model: ['a/one'] } }).map(({ displayName }) => displayName)
    ).toEqual([undefined, 'one']);
  });

  it.each<[string, Partial<ChangeEvent>, string]>([
    ['that holds', {}, '...11111'],
    ['that was undone', { state: 'recovered', ended: 6 }, '...111..'],
    ['of another severity', { severity: 'critical' }, '...33333'],
    ['for the better', { better: true, severity: 'critical', state: 'improved' }, '...+++++'],
    ['that is only suspected', { state: 'suspect' }, '........'],
    ['that was withdrawn', { state: 'withdrawn' }, '........'],
    [
      'of several series together',
      { series: makeSeries({ gpu_config: 'h200', model: 'a/one' }), members: 3 },
      '...11111',
    ],
    ['on no GPU configuration in particular', { series: makeSeries({ model: 'a/one' }), members: 3 }, '...11111'],
    ['of another model', { series: TWO }, '........'],
    ['on another GPU configuration', { series: B200 }, '........'],
  ])('colours the nights of a change %s', (_, said, expected) => {
    expect(drawn({ events: [fell(said)] })).toBe(expected);
  });

  it('shows the worst of a night, in whatever order changes come', () => {
    const events = [
      fell({ onset: 2, severity: 'major', ended: 5 }),
      fell({ onset: 3 }),
      fell({ onset: 6, better: true }),
    ];
    expect(drawn({ events })).toBe('..222111');
    expect(drawn({ events: [...events].reverse() })).toBe('..222111');
  });

  it('shows changes of the metrics that are asked for', () => {
    const events = [fell({ metric: 'ttft_ms' }), fell({ metric: 'latency_ms', onset: 1, severity: 'critical' })];
    expect(drawn({ events, metrics: ['ttft_ms'] })).toBe('...11111');
  });

  it('shows nothing before the first night, and what did not run after it', () => {
    const ran = (_: Series, night: number) => night > 1 && night !== 5;
    expect(drawn({ ran, events: [fell({})] })).toBe('  .11-11');
    const either = (one: Series, night: number) => (one === ONE ? night < 3 : night > 4);
    expect(drawn({ series: [ONE, EIGHT], ran: either })).toBe('...--...');
  });

  it('keeps suites apart from models', () => {
    const events = [changeEvent({ series: SUITE, metric: 'e2e_ms', onset: 4, severity: 'major' })];
    expect(drawn({ series: [ONE, SUITE], events })).toBe('....2222');
    expect(drawn({ series: [ONE, SUITE], events }, 2)).toBe('........');
  });
});
