import { parse } from 'valibot';

import { changeEvent } from '../../../tests/support/changeEvents';
import { Detection } from '../../detect/detection';
import { buildNightTable } from '../../table/nightTable';
import { type MetricId } from '../../catalogue/metrics';
import { makeSeries } from '../../model/series';
import { type BaseQuery } from '../baseQuery';
import { nightQuerySchema } from '../nightQuery';
import { runLinks } from '../runLinks';
import { select } from '../selection';
import { type Filter } from '../selector';
import { type ChangesOptions } from './changesOptions';
import { scopeOf } from './scope';

const VARIANT = { gpu_config: 'h200', model: 'a/one', variant: 'TP8' };
const ONE = makeSeries({ ...VARIANT, batch_size: '1', input_len: '4096', output_len: '512' });
const OTHER = makeSeries({ ...ONE.labels, model: 'b/two' });
const TEST = makeSeries({ gpu_config: 'h200', test_suite: 's', test_name: 't' });

/** A scope of nights at times 0 to 9, of which 3 to 6 are looked at, with one series selected. */
function scope(filter: Filter = {}, metrics: readonly MetricId[] = []) {
  const table = buildNightTable(
    Array.from({ length: 10 }, (_, night) => ({
      run: { id: `${night}`, attempt: 1, time: night, commit: `c${night}`, branch: 'main', event: '', conclusion: '' },
      rows: [ONE, OTHER, TEST].map((series) => ({ series, values: { ttft_ms: 1 } })),
      issues: [],
    }))
  );
  const query = parse(nightQuerySchema, { kind: 'changes', metrics, filter: { ...filter, model: ['a/one'] } });
  const [window, repositoryUrl] = [{ from: 3, to: 6 }, 'https://github.com/o/r'];
  const findings = new Detection().changesNow(table, { now: 9 });
  const context = {
    table,
    query: query as BaseQuery & ChangesOptions,
    selected: select(table, { ...window, filter: query.filter, matchers: query.matchers }),
    observed: findings.observed,
    findings,
    window,
    now: 9,
    links: runLinks(table, repositoryUrl),
    commitsBetween: () => undefined,
    releases: [],
    measuring: { repositoryUrl, workflow: 'nightly.yml' },
    sourceFails: false,
  };
  return scopeOf(context, findings);
}

describe('scopeOf', () => {
  it('includes what is selected, and what several of these are seen in together', () => {
    const { includes } = scope();
    expect([ONE, OTHER, TEST].map(includes)).toEqual([true, false, false]);
    expect(includes(makeSeries(VARIANT))).toBe(true);
    expect(includes(makeSeries({ ...VARIANT, batch_size: '1' }))).toBe(true);
    expect(includes(makeSeries({ ...VARIANT, batch_size: '8' }))).toBe(false);
    expect(includes(makeSeries({ ...VARIANT, model: 'b/two' }))).toBe(false);
    // Neither of them is a composite: one has lengths, the other no model.
    expect(includes(makeSeries({ ...VARIANT, batch_size: '1', input_len: '4096' }))).toBe(false);
    expect(includes(makeSeries({ gpu_config: 'h200' }))).toBe(false);
  });

  it('includes nothing where another branch is asked for than the one that is looked at', () => {
    expect(scope({ branch: [] }).includes(ONE)).toBe(true);
    expect(scope({ branch: ['release/1', 'main'] }).includes(ONE)).toBe(true);
    expect(scope({ branch: ['release/1'] }).includes(ONE)).toBe(false);
  });

  it('wants the metrics that are asked for, all where none is', () => {
    expect(scope({}, ['latency_ms']).wantsMetric('latency_ms')).toBe(true);
    expect(scope({}, ['latency_ms']).wantsMetric('ttft_ms')).toBe(false);
    expect(scope().wantsMetric('ttft_ms')).toBe(true);
  });

  it.each([
    ['open since before the window', { onset: 1 }, true],
    ['begun with its last night', { onset: 6 }, true],
    ['begun after it', { onset: 7 }, false],
    ['over before it', { onset: 1, state: 'recovered', ended: 2 }, false],
    ['over with its first night', { onset: 1, state: 'recovered', ended: 3 }, true],
    ['a gain that holds', { onset: 1, state: 'improved' }, true],
    ['a gain that was lost before it', { onset: 1, state: 'improved', ended: 2 }, false],
    ['withdrawn, begun before it', { onset: 2, state: 'withdrawn' }, false],
    ['withdrawn, begun with its first night', { onset: 3, state: 'withdrawn' }, true],
  ] as const)('shows a change that is %s: %j is %j', (_, said, expected) => {
    expect(scope().isShown(changeEvent({ series: ONE, ...said }))).toBe(expected);
  });

  it('knows the times and links of runs', () => {
    expect(scope().timeOf(7)).toBe(7);
    expect(scope().runUrl(7)).toBe('https://github.com/o/r/actions/runs/7');
  });
});
