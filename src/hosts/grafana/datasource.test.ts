import { type DataQueryRequest, type DataQueryResponse, dateTime, LoadingState, type TimeRange } from '@grafana/data';
import { lastValueFrom, toArray } from 'rxjs';

import { type DataFrameJson } from '../../core';
import { type NightService } from '../../backend/nightService';
import { demoDataSource, NOW } from '../../../tests/support/shell';
import { type VariableSupport } from './variableSupport';
import { type NightlyQuery, type NightlyVariableQuery } from './types';

const RANGE = { from: dateTime(NOW - 30 * 86_400_000), to: dateTime(NOW) } as TimeRange;

/** A frame with a row. */
const FRAME: DataFrameJson = {
  schema: { name: '', refId: 'A', meta: {}, fields: [{ name: 'value', type: 'number', config: {} }] },
  data: { values: [[1]] },
};

/** Of the views that say what changed. */
const WORDS: DataFrameJson = {
  schema: { name: '', refId: 'A', meta: {}, fields: [{ name: 'what', type: 'string', config: {} }] },
  data: { values: [[]] },
};

function request(targets: Array<Partial<NightlyQuery>>, changes: Partial<DataQueryRequest<NightlyQuery>> = {}) {
  return {
    requestId: 'Q1',
    range: RANGE,
    scopedVars: {},
    targets: targets.map((target, index) => ({ refId: 'ABC'[index], ...target })),
    ...changes,
  } as DataQueryRequest<NightlyQuery>;
}

const GLM = { model: ['zai-org/GLM-4.6'], gpuConfig: ['8-gpu-h200'], ioLength: ['4096_512'], batchSize: ['8'] };

async function names(response: Promise<DataQueryResponse>): Promise<unknown[]> {
  return (await response).data.map((frame: { name?: string }) => frame.name);
}

describe('DataSource', () => {
  it('answers each query with frames of its refId, with units, labels and links', async () => {
    const { data, state } = await lastValueFrom(
      demoDataSource().query(request([{ metrics: ['output_throughput'], filter: GLM }, { kind: 'runs' }]))
    );
    expect(state).toBe(LoadingState.Done);
    expect(data.map(({ refId }) => refId)).toEqual(['A', 'A', 'B']);
    expect(data[0].meta).toMatchObject({
      type: 'timeseries-multi',
      typeVersion: [0, 1],
      preferredVisualisationType: 'graph',
    });
    expect(data[0].fields[1]).toMatchObject({
      name: 'output_throughput',
      labels: { model: 'zai-org/GLM-4.6', variant: 'TP8' },
      config: {
        unit: 'suffix:tokens/s',
        displayNameFromDS: 'TP8',
        links: [{ url: 'https://demo.invalid/sglang/actions/runs/${__data.fields.run}' }, {}, {}],
      },
    });
    expect(data[0].fields[2].values[0]).toMatch(/^\d+$/);
    expect(data[0].meta.notices[0].text).toBe('Demo');
  });

  it('replaces variables of several values and All', async () => {
    const datasource = demoDataSource({ batch: ['1', '8'], variant: 'All' });
    const query = { metrics: ['ttft_ms' as const], filter: { ...GLM, batchSize: ['$batch'], variant: ['$variant'] } };
    expect(await names(lastValueFrom(datasource.query(request([query]))))).toEqual([
      'TP8 bs=1',
      'TP8 bs=8',
      'TP8+MTP bs=1',
      'TP8+MTP bs=8',
    ]);
    const repeated = request([query], { scopedVars: { batch: { text: '8', value: '8' } } });
    expect(await names(lastValueFrom(datasource.query(repeated)))).toEqual(['TP8', 'TP8+MTP']);
  });

  it('takes an option from a variable', async () => {
    const scale = '$scale' as 'relative';
    const query = { metrics: ['ttft_ms' as const], filter: { ...GLM, variant: ['TP8'] }, scale };
    const unitOf = async (value: string) =>
      (await lastValueFrom(demoDataSource({ scale: [value] }).query(request([query])))).data[0].fields[1].config.unit;
    expect(await unitOf('relative')).toBe('percent');
    expect(await unitOf('absolute')).toBe('ms');
  });

  it('holds to ad hoc filters', async () => {
    const filters = [{ key: 'variant', operator: '=~', value: '.*MTP' }];
    expect(
      await names(lastValueFrom(demoDataSource().query(request([{ metrics: ['ttft_ms'], filter: GLM }], { filters }))))
    ).toEqual(['GLM-4.6']);
  });

  it.each([
    ['a metric variable that is not set', { metrics: ['$unset' as const] }, [], 'There is no metric $unset.'],
    ['a metric variable that is empty', { metrics: ['$empty' as const] }, [], 'There is no metric $empty.'],
    [
      'an unknown column',
      {},
      [{ key: 'gpu', operator: '=', value: 'x' }],
      'The ad hoc filter "gpu =" can\'t be applied.',
    ],
    ['an unknown operator', {}, [{ key: 'model', operator: '<', value: 'x' }], 'The ad hoc filter "model <" can\'t be'],
  ])('says what is wrong with %s, and does not answer something else', async (_, query, filters, message) => {
    const datasource = demoDataSource({ empty: [''] });
    await expect(lastValueFrom(datasource.query(request([query], { filters })))).rejects.toThrow(message);
  });

  it('asks nothing for queries that are hidden or incomplete', async () => {
    const connect = jest.fn();
    const datasource = demoDataSource({}, { connect });
    expect(await lastValueFrom(datasource.query(request([{ metrics: [] }, { hide: true }])))).toEqual({ data: [] });
    expect(connect).not.toHaveBeenCalled();
  });

  it.each([
    ['waits while there is nothing to show', {}, [], LoadingState.Loading, undefined],
    ['shows what was measured while the rest is on its way', {}, [FRAME], LoadingState.Streaming, undefined],
    ['waits with what judges nights until all are known', { kind: 'changes' }, [FRAME], LoadingState.Loading, 'table'],
    ['says meanwhile what a table waits for', { kind: 'changes' }, [WORDS], LoadingState.Streaming, 'table'],
    ['says nothing where a row would be counted', { kind: 'changes' }, [WORDS], LoadingState.Loading, 'stat'],
  ] as const)('%s, under one key', async (_, query, frames, state, panelPluginId) => {
    const service: NightService = {
      query: (_request, options) => {
        options?.onPartial?.({ results: { A: { frames, notices: [] } } });
        return Promise.resolve({ known: 'all', value: { results: { A: { frames: [], notices: [] } } } });
      },
      values: () => Promise.resolve({ known: 'all', value: {} }),
      summary: () => Promise.resolve({ known: 'all', value: { runs: 0, nights: 0, notices: [] } }),
    };
    const responses = await lastValueFrom(
      demoDataSource({}, { connect: () => Promise.resolve(service) })
        .query(request([query], { panelPluginId }))
        .pipe(toArray())
    );
    expect(responses.map((response) => [response.state, response.key])).toEqual([
      [state, 'Q1'],
      [LoadingState.Done, 'Q1'],
    ]);
  });

  it('cancels when nobody listens any more', async () => {
    let signal: AbortSignal | undefined;
    let asked: () => void;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const service = {
      query: (_: unknown, options: { signal: AbortSignal }) => {
        signal = options.signal;
        asked();
        return new Promise(() => undefined);
      },
    } as unknown as NightService;
    const subscription = demoDataSource({}, { connect: () => Promise.resolve(service) })
      .query(request([{}]))
      .subscribe();
    await isAsked;
    expect(signal?.aborted).toBe(false);
    subscription.unsubscribe();
    expect(signal?.aborted).toBe(true);
  });

  it('hands on what failed, and tries again at the next question', async () => {
    const connect = jest.fn().mockRejectedValue(new Error('not configured'));
    const datasource = demoDataSource({}, { connect });
    await expect(lastValueFrom(datasource.query(request([{}])))).rejects.toThrow('not configured');
    await expect(datasource.testDatasource()).resolves.toMatchObject({ status: 'error', message: 'not configured' });
    expect(connect).toHaveBeenCalledTimes(2);
  });

  it('tests what will be used', async () => {
    expect(await demoDataSource().testDatasource()).toMatchObject({
      status: 'success',
      message: expect.stringMatching(/^\d+ nights with results; the newest is 6 hours old\. Demo$/),
    });
  });

  it('lists values for variables, sorted, under the variables before them', async () => {
    const datasource = demoDataSource({ gpu: ['8-gpu-h200'] });
    const targets = [{ refId: 'V', kind: 'values', attribute: 'batchSize', filter: { gpuConfig: ['$gpu'] } }];
    const variables = datasource.variables as VariableSupport;
    const asked = { targets, range: RANGE, scopedVars: {} } as unknown as DataQueryRequest<NightlyVariableQuery>;
    const { data } = await lastValueFrom(variables.query(asked));
    expect(data).toEqual(['1', '8', '16', '64'].map((text) => ({ text, value: text })));
  });

  it('lists models for a new variable, even under the six hours of a new dashboard, between two nights', async () => {
    const variables = demoDataSource().variables as VariableSupport;
    const range = { from: dateTime(NOW - 12 * 3_600_000), to: dateTime(NOW - 6 * 3_600_000) };
    const asked = { targets: [variables.getDefaultQuery()], range, scopedVars: {} };
    const { data } = await lastValueFrom(variables.query(asked as DataQueryRequest<NightlyVariableQuery>));
    expect(data).toContainEqual({ text: 'zai-org/GLM-4.6', value: 'zai-org/GLM-4.6' });
  });

  it('lists nights for variables: those that move with time, branches, and every run with results', async () => {
    const variables = demoDataSource().variables as VariableSupport;
    const targets = [{ refId: 'V', kind: 'nights' }];
    const asked = { targets, range: RANGE, scopedVars: {} } as unknown as DataQueryRequest<NightlyVariableQuery>;
    const { data } = await lastValueFrom(variables.query(asked));
    expect(data.slice(0, 7)).toEqual([
      { text: 'Latest', value: 'latest' },
      { text: 'Run before', value: 'previous' },
      { text: '7 days earlier', value: 'days:7' },
      { text: '30 days earlier', value: 'days:30' },
      { text: 'Latest of release/v0.5.9', value: 'branch:release/v0.5.9' },
      { text: 'Latest of release/v0.5.8', value: 'branch:release/v0.5.8' },
      {
        text: expect.stringMatching(/^2026-10-20 main [0-9a-f]{9} \(\d+\)$/),
        value: expect.stringMatching(/^run:\d+$/),
      },
    ]);
  });

  it('compares the nights and metrics that variables choose', async () => {
    const datasource = demoDataSource({ a: ['branch:release/v0.5.9'], b: ['latest'], metric: ['ttft_ms'] });
    const { data } = await lastValueFrom(
      datasource.query(
        request([
          {
            kind: 'compare',
            metrics: ['$metric'],
            filter: GLM,
            baseline: { kind: 'text', value: '$a' },
            target: { kind: 'text', value: '$b' },
          },
        ])
      )
    );
    const column = (name: string) => data[0].fields.find((field: { name: string }) => field.name === name);
    expect(column('a').config.displayNameFromDS).toMatch(/^A: 2026-10-15, run \d+500000$/);
    expect(new Set(column('metric').values)).toEqual(new Set(['Time to first token (TTFT)']));
  });

  it.each([
    undefined,
    { kind: 'runs' },
    { refId: 'A', kind: 'trend' },
    { kind: 'changes' },
    { kind: 'changes', view: 'series' },
  ])('gives a prepared annotation back as it is, or the editor would prepare it for ever: %j', (target) => {
    const { prepareAnnotation } = demoDataSource().annotations;
    const once = prepareAnnotation!({ name: 'Runs', enable: true, iconColor: 'blue', target });
    expect(prepareAnnotation!(once)).toBe(once);
  });

  it('turns changes into annotations: one a run and direction, with what changed and the suspect commits', async () => {
    const datasource = demoDataSource();
    const annotation = { name: 'Changes', enable: true, iconColor: 'red', target: { refId: '', kind: 'changes' } };
    const { target } = datasource.annotations.prepareAnnotation!(annotation) as { target: NightlyQuery };
    const wide = { from: dateTime(NOW - 90 * 86_400_000), to: dateTime(NOW) } as TimeRange;
    const { data } = await lastValueFrom(datasource.query(request([{ ...target, filter: GLM }], { range: wide })));
    const events = await lastValueFrom(datasource.annotations.processEvents!(annotation as never, data));
    expect(events).toMatchObject([
      {
        title: expect.stringMatching(/^\d changes for the worse$/),
        text: expect.stringMatching(
          /^-\d+\.\d % Acceptance length: 8-gpu-h200 zai-org\/GLM-4\.6 TP8\+MTP bs=8 4096\/512 \(regressed\)<br>.*<a href="https:\/\/demo\.invalid\/sglang\/compare\/[0-9a-f.]+" target="_blank">suspect commits<\/a>$/
        ),
        color: 'red',
        tags: ['regressed'],
      },
    ]);
  });

  it('offers its attributes and their values to ad hoc filters', async () => {
    const datasource = demoDataSource();
    expect((await datasource.getTagKeys()).map(({ text }) => text)).toEqual([
      'gpu_config',
      'model',
      'variant',
      'framework',
      'precision',
      'topology',
      'recipe',
      'router',
      'transfer',
      'dataset',
      'batch_size',
      'concurrency',
      'io_length',
      'branch',
      'event',
      'kernel',
      'shape',
      'test_suite',
      'test_name',
      'case',
      'methodology',
    ]);
    expect((await datasource.getTagValues({ key: 'io_length', filters: [] })).map(({ text }) => text)).toEqual([
      '1024_1024',
      '4096_512',
      '8192_1024',
    ]);
    expect(await datasource.getTagValues({ key: 'other', filters: [] })).toEqual([]);
  });

  it('goes to Explore with its variables replaced and its ad hoc filters kept', () => {
    const [query] = demoDataSource({ model: ['m', 'n'] }).interpolateVariablesInQueries(
      [{ refId: 'A', filter: { model: ['$model'] } }],
      {},
      [{ key: 'variant', operator: '=', value: 'TP8' }]
    );
    expect(query?.filter).toEqual({ model: ['m', 'n'], variant: ['TP8'] });
    expect(query).not.toHaveProperty('baseline');
    const [comparison] = demoDataSource({
      a: ['days:7'],
      metric: ['ttft_ms', 'latency_ms'],
    }).interpolateVariablesInQueries(
      [{ refId: 'A', kind: 'compare', metrics: ['$metric'], baseline: { kind: 'text', value: '$a' } }],
      {}
    );
    expect(comparison).toMatchObject({
      metrics: ['ttft_ms', 'latency_ms'],
      baseline: { kind: 'text', value: 'days:7' },
    });
  });

  it('says in a line what a query asks', () => {
    expect(
      demoDataSource().getQueryDisplayText({ refId: 'A', metrics: ['ttft_ms'], filter: { model: ['m'], variant: [] } })
    ).toBe('Trend of Time to first token (TTFT), Model m');
    expect(demoDataSource().getQueryDisplayText({ refId: 'A', kind: 'runs' })).toBe('Runs');
    expect(demoDataSource().getQueryDisplayText({ refId: 'A', kind: 'changes', metrics: ['$metric'] })).toBe(
      'Changes of $metric'
    );
  });
});
