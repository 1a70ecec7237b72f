import { type DataQueryRequest, type DataQueryResponse, dateTime, LoadingState, type TimeRange } from '@grafana/data';
import { lastValueFrom, toArray } from 'rxjs';

import { type Answers } from './sources/answers';
import { demoDataSource, NOW } from './testing/shell';
import { type VariableSupport } from './grafana/variableSupport';
import { type NightlyQuery, type NightlyVariableQuery } from './types';

const RANGE = { from: dateTime(NOW - 30 * 86_400_000), to: dateTime(NOW) } as TimeRange;

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
        links: [{ url: '${__data.fields.run_url}' }, {}, {}],
      },
    });
    expect(data[0].fields[2].values[0]).toMatch(/^https:\/\/demo\.invalid\/sglang\/actions\/runs\/\d+$/);
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

  it('holds to ad hoc filters', async () => {
    const filters = [{ key: 'variant', operator: '=~', value: '.*MTP' }];
    expect(
      await names(lastValueFrom(demoDataSource().query(request([{ metrics: ['ttft_ms'], filter: GLM }], { filters }))))
    ).toEqual(['zai-org/GLM-4.6']);
  });

  it('asks nothing for queries that are hidden or incomplete', async () => {
    const answers = jest.fn();
    const datasource = demoDataSource({}, { answers });
    expect(await lastValueFrom(datasource.query(request([{ metrics: [] }, { hide: true }])))).toEqual({ data: [] });
    expect(answers).not.toHaveBeenCalled();
  });

  it('shows what is there already while the rest is on its way, under one key', async () => {
    const answers: Answers = {
      query: (_, options) => {
        options?.onPartial?.({ results: { A: { frames: [], notices: [] } } });
        return Promise.resolve({ results: { A: { frames: [], notices: [] } } });
      },
      values: () => Promise.resolve([]),
      summary: () => Promise.resolve({ runs: 0, nights: 0, notices: [] }),
    };
    const responses = await lastValueFrom(
      demoDataSource({}, { answers: () => Promise.resolve(answers) })
        .query(request([{}]))
        .pipe(toArray())
    );
    expect(responses.map(({ state, key }) => [state, key])).toEqual([
      [LoadingState.Loading, 'Q1'],
      [LoadingState.Done, 'Q1'],
    ]);
  });

  it('cancels when nobody listens any more', async () => {
    let signal: AbortSignal | undefined;
    const answers = {
      query: (_: unknown, options: { signal: AbortSignal }) => (
        (signal = options.signal),
        new Promise(() => undefined)
      ),
    } as unknown as Answers;
    const subscription = demoDataSource({}, { answers: () => Promise.resolve(answers) })
      .query(request([{}]))
      .subscribe();
    await Promise.resolve();
    subscription.unsubscribe();
    await Promise.resolve();
    expect(signal?.aborted).toBe(true);
  });

  it('hands on what failed, and tries again at the next question', async () => {
    const answers = jest.fn().mockRejectedValue(new Error('not configured'));
    const datasource = demoDataSource({}, { answers });
    await expect(lastValueFrom(datasource.query(request([{}])))).rejects.toThrow('not configured');
    await expect(datasource.testDatasource()).resolves.toMatchObject({ status: 'error', message: 'not configured' });
    expect(answers).toHaveBeenCalledTimes(2);
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

  it('offers its attributes and their values to ad hoc filters', async () => {
    const datasource = demoDataSource();
    expect((await datasource.getTagKeys()).map(({ text }) => text)).toEqual([
      'gpu_config',
      'model',
      'variant',
      'batch_size',
      'io_length',
      'branch',
      'event',
      'test_suite',
      'test_name',
    ]);
    expect((await datasource.getTagValues({ key: 'io_length', filters: [] })).map(({ text }) => text)).toEqual([
      '1024_1024',
      '4096_512',
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
  });

  it('says in a line what a query asks', () => {
    expect(
      demoDataSource().getQueryDisplayText({ refId: 'A', metrics: ['ttft_ms'], filter: { model: ['m'], variant: [] } })
    ).toBe('trend of Time to first token (TTFT), Model m');
    expect(demoDataSource().getQueryDisplayText({ refId: 'A', kind: 'runs' })).toBe('runs');
  });
});
