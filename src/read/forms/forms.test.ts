import { packNight, SeriesDictionary } from '../../table/packedNight';
import { type WorkflowRun } from '../../model/run';
import { bundleOf } from './bundle';
import { readNight } from './readNight';

const WORKFLOW_RUN: WorkflowRun = {
  id: '42',
  attempt: 1,
  createdAt: '2026-10-09T14:00:00Z',
  commit: 'abc1234',
  branch: 'main',
  event: 'schedule',
  conclusion: 'success',
};

const CONSOLIDATED = {
  run_id: '42',
  run_date: '2026-10-09T15:00:00+00:00',
  commit_sha: 'c0ffee1',
  branch: 'main',
  results: [
    {
      gpu_config: '8-gpu-h200',
      model: 'm',
      variant: 'TP8',
      benchmarks: [{ batch_size: 1, input_len: 4096, output_len: 512, ttft_ms: 190 }],
    },
  ],
};

const CASE = {
  case_id: 'flux1_dev_t2i_1024',
  framework: 'sglang',
  model: 'black-forest-labs/FLUX.1-dev',
  task: 'text-to-image',
  latency_s: 4.289,
  error: null,
};

const COMPARISON = {
  timestamp: '2026-10-09T14:50:37.875431+00:00',
  commit_sha: 'c0ffee1',
  run_id: '42',
  methodology: 'client-e2e-v1',
  results: [
    {
      ...CASE,
      methodology: 'client-e2e-v1',
      latency_samples_s: [4.9, 4.284, 4.299],
      first_request_latency_s: 4.279,
      server_latency_s: 4.196,
      server_latency_samples_s: [4.196, 4.19, 4.207],
      server_stage_medians_ms: { TextEncodingStage: 28.073, DenoisingStage: 4000.332, DecodingStage: 9.946, Other: 1 },
      median_denoise_step_ms: 80.755,
    },
  ],
};

const INFERENCEX = {
  hw: 'gb200',
  conc: 64,
  model: 'deepseek-ai/DeepSeek-R1',
  infmax_model_prefix: 'dsr1',
  framework: 'dynamo-sglang',
  precision: 'fp4',
  isl: 8192,
  osl: 1024,
  is_multinode: true,
  disagg: true,
  num_prefill_gpu: 8,
  num_decode_gpu: 32,
  prefill_tp: 4,
  prefill_ep: 4,
  prefill_dp_attention: 'true',
  prefill_num_workers: 2,
  decode_tp: 32,
  decode_ep: 32,
  decode_dp_attention: 'false',
  decode_num_workers: 1,
  tput_per_gpu: 5000,
  output_tput_per_gpu: 4000,
  input_tput_per_gpu: 9000,
  median_ttft: 0.5,
  p99_ttft: 2,
  mean_ttft: 0.7,
  median_tpot: 0.02,
  p99_tpot: 0.03,
  median_itl: 0.019,
  p99_itl: 0.05,
  median_e2el: 20,
  p99_e2el: 25,
  median_intvty: 50,
};

function night(document: unknown, workflowRun?: WorkflowRun) {
  return readNight({ document, workflowRun }).night!;
}

describe('the comparison form', () => {
  it('gives a row for each case: medians of the samples, stages, and milliseconds', () => {
    const { rows, issues, run } = night(COMPARISON);
    expect(issues).toEqual([]);
    expect(run).toMatchObject({ id: '42', commit: 'c0ffee1', time: Date.UTC(2026, 9, 9, 14, 50, 37, 875) });
    expect(rows).toHaveLength(1);
    expect(rows[0]!.series.labels).toEqual({
      gpu_config: 'unknown',
      model: 'black-forest-labs/FLUX.1-dev',
      framework: 'sglang',
      case: 'flux1_dev_t2i_1024',
      methodology: 'client-e2e-v1',
    });
    const { values } = rows[0]!;
    expect(values.e2e_ms).toBeCloseTo(4299);
    expect(values.server_e2e_ms).toBeCloseTo(4196);
    expect(values.first_request_ms).toBeCloseTo(4279);
    expect(values).toMatchObject({ median_denoise_ms: 80.755, text_encoding_ms: 28.073, denoising_ms: 4000.332 });
    expect(Object.keys(values)).toHaveLength(7);
  });

  it('says how exact a value is that was measured twice or more often', () => {
    const errorsOf = (fields: object) => {
      const [row] = night({ ...COMPARISON, results: [{ ...CASE, ...fields }] }).rows;
      return row!.errors;
    };
    // The deviation is 0.1 of a median of 4, by three measurements.
    const { e2e_ms, ...others } = errorsOf({ latency_samples_s: [3.9, 4, 4.1] })!;
    expect(e2e_ms).toBeCloseTo((Math.sqrt(Math.PI / 2) * 0.1) / Math.sqrt(3) / 4, 10);
    expect(others).toEqual({});
    expect(Object.keys(errorsOf({ server_latency_s: 4, server_latency_samples_s: [4, 5] })!)).toEqual([
      'server_e2e_ms',
    ]);
    expect(errorsOf({ latency_samples_s: [4] })).toBeUndefined();
    expect(errorsOf({ latency_samples_s: [4, 'soon', null] })).toBeUndefined();
    expect(errorsOf({ latency_samples_s: 4 })).toBeUndefined();
    expect(errorsOf({ latency_samples_s: [] })).toBeUndefined();
    expect(errorsOf({ latency_samples_s: [0, 0, 0] })).toBeUndefined();
    expect(errorsOf({ latency_s: null, latency_samples_s: [3.9, 4.1] })).toBeUndefined();
  });

  it('names the field of a document that is wrong', () => {
    const paths = (fields: object) =>
      night({ ...COMPARISON, results: [{ ...CASE, ...fields }] }).issues.map(({ path }) => path);
    expect(paths({ server_latency_s: 'soon' })).toEqual([expect.stringMatching(/results\[0\]\.server_latency_s$/)]);
    expect(paths({ server_stage_medians_ms: { DenoisingStage: 'soon' } })).toEqual([
      expect.stringMatching(/results\[0\]\.server_stage_medians_ms\.DenoisingStage$/),
    ]);
    expect(paths({ framework: 7 })).toEqual([expect.stringMatching(/results\[0\]/)]);
  });

  it('reads the older files, which have the latency alone', () => {
    const { rows } = night({ ...COMPARISON, methodology: undefined, results: [CASE] });
    expect(rows[0]).toMatchObject({ values: { e2e_ms: 4289 } });
    expect(rows[0]!.series.labels.methodology).toBeUndefined();
  });

  it('takes no latency for a failure, and keeps the reason', () => {
    const error = 'Server did not start within 1200s';
    const { rows, issues } = night({
      ...COMPARISON,
      results: [CASE, { ...CASE, case_id: 'wan', latency_s: null, error }],
    });
    expect(rows[1]).toMatchObject({ values: {}, failure: error });
    expect(issues).toMatchObject([{ kind: 'testFailed', path: 'run 42: results[1] (wan)', received: error }]);
    expect(packNight({ ...night(COMPARISON), rows }, new SeriesDictionary()).failures).toEqual({ 1: error });
  });

  it('keeps what another methodology measured apart', () => {
    const [one, other] = ['v1', 'v2'].map((methodology) => night({ ...COMPARISON, methodology, results: [CASE] }).rows);
    expect(one![0]!.series.id).not.toBe(other![0]!.series.id);
  });

  it('lets a bad case cost only itself', () => {
    const results = [CASE, { case_id: 7 }, 'x', { ...CASE, case_id: 'b', latency_s: 'fast' }];
    const { rows, issues } = night({ ...COMPARISON, results });
    expect(rows.map(({ series }) => series.labels.case)).toEqual(['flux1_dev_t2i_1024', 'b']);
    expect(issues.map(({ kind }) => kind)).toEqual(['wrongType', 'wrongType', 'wrongType', 'testFailed']);
  });
});

describe('the InferenceX form', () => {
  it('gives one row for each file: medians and p99 in milliseconds, throughput per GPU', () => {
    const { rows, issues, run } = night(INFERENCEX, WORKFLOW_RUN);
    expect(issues).toEqual([]);
    expect(run).toMatchObject({ id: '42', branch: 'main', commit: 'abc1234' });
    expect(rows).toEqual([
      {
        series: {
          id: 'gpu_config=gb200,model=deepseek-ai/DeepSeek-R1,framework=dynamo-sglang,precision=fp4,topology=prefill 2x TP4+EP4+DPA, decode 1x TP32+EP32,concurrency=64,input_len=8192,output_len=1024',
          labels: expect.objectContaining({ concurrency: '64', precision: 'fp4' }) as unknown,
        },
        values: {
          throughput_per_gpu: 5000,
          output_throughput_per_gpu: 4000,
          input_throughput_per_gpu: 9000,
          interactivity: 50,
          ttft_ms: 500,
          p99_ttft_ms: 2000,
          tpot_ms: 20,
          p99_tpot_ms: 30,
          itl_ms: 19,
          p99_itl_ms: 50,
          e2el_ms: 20_000,
          p99_e2el_ms: 25_000,
        },
      },
    ]);
  });

  it('keeps the recipes of one model apart, which only the names of their files tell, and names models without their checkpoint', () => {
    const model = '/it-share/models--sgl-project--DeepSeek-V4-Flash-FP8/snapshots/0123abcd';
    const base = { ...INFERENCEX, hw: 'mi355x', model };
    const nameOf = (recipe: string) => `mi355x-${recipe}_${recipe}_conc64_gpus_16_ctx_8_gen_8.json`;
    const documents = Object.fromEntries(
      ['dsv4-1k1k', 'dsv4-1k1k-mtp'].flatMap((recipe, at) => [
        [nameOf(recipe), { max_concurrency: 64, model_id: model, median_ttft_ms: 300 }],
        [`agg_${nameOf(recipe)}`, { ...base, tput_per_gpu: 1000 + at }],
      ])
    );
    const { rows, issues } = night({ documents }, WORKFLOW_RUN);
    // The raw file beside an aggregated one is read there.
    expect(issues).toEqual([]);
    expect(rows.map(({ series }) => series.labels.recipe)).toEqual(['dsv4-1k1k', 'dsv4-1k1k-mtp']);
    expect(rows[0]!.series.labels.model).toBe('sgl-project/DeepSeek-V4-Flash-FP8');
    expect(rows.map(({ values }) => values.throughput_per_gpu)).toEqual([1000, 1001]);
  });

  it('says where two files measured the same series differently, and nothing where they agree', () => {
    const two = (second: object) =>
      night({ documents: { 'agg_a.json': INFERENCEX, 'agg_b.json': second } }, WORKFLOW_RUN);
    expect(two({ ...INFERENCEX }).issues).toEqual([]);
    const { rows, issues } = two({ ...INFERENCEX, tput_per_gpu: 1, image: 'another' });
    expect(rows).toHaveLength(1);
    expect(issues).toMatchObject([
      { kind: 'sameSeries', message: expect.stringMatching(/agg_b\.json.*agg_a\.json/) as string },
    ]);
    // Another parallelism, router or transfer is another series.
    for (const other of [{ prefill_pp: 2 }, { dcp_size: 2 }, { router: 'sglang' }, { kv_p2p_transfer: 'mooncake' }]) {
      expect(two({ ...INFERENCEX, tput_per_gpu: 1, ...other })).toMatchObject({ rows: [{}, {}], issues: [] });
    }
  });

  it('reads a single node, and works out the interactivity where it is left out', () => {
    const { median_intvty: _, ...file } = INFERENCEX;
    const single = { ...file, is_multinode: false, disagg: false, tp: '8', ep: 1, dp_attention: false, conc: '4' };
    const [row] = night(single, WORKFLOW_RUN).rows;
    expect(row!.series.labels).toMatchObject({ topology: 'TP8', concurrency: '4' });
    expect(row!.values.interactivity).toBeCloseTo(50);
  });

  it.each([
    [{ prefill_dp_attention: true, decode_dp_attention: 1 }, 'prefill 2x TP4+EP4+DPA, decode 1x TP32+EP32'],
    [{ prefill_dp_attention: 8, decode_dp_attention: '-' }, 'prefill 2x TP4+EP4+DP8, decode 1x TP32+EP32'],
    [{ prefill_hw: 'gb200', decode_hw: 'h200' }, 'prefill 2x TP4+EP4+DPA, decode 1x TP32+EP32 on h200'],
    [{ pp: 2, decode_pp: 4, dcp_size: 2, pcp_size: 1 }, 'prefill 2x TP4+PP2+EP4+DPA, decode 1x TP32+PP4+DCP2+EP32'],
    [{ prefill_dp_attention: 'Yes', decode_dp_attention: '1' }, 'prefill 2x TP4+EP4+DPA, decode 1x TP32+EP32'],
    [{ prefill_dp_attention: 'untrue', decode_dp_attention: '10' }, 'prefill 2x TP4+EP4, decode 1x TP32+EP32+DP10'],
    [{ prefill_dp_attention: null, decode_ep: 1 }, 'prefill 2x TP4+EP4, decode 1x TP32'],
    [{ decode_tp: null, decode_ep: null }, 'prefill 2x TP4+EP4+DPA'],
    [{ prefill_num_workers: null, decode_num_workers: undefined }, 'prefill TP4+EP4+DPA, decode TP32+EP32'],
    // One node whose prefill and decode are apart, and several that are not.
    [{ is_multinode: false }, 'prefill 2x TP4+EP4+DPA, decode 1x TP32+EP32'],
    [{ disagg: false }, 'prefill 2x TP4+EP4+DPA, decode 1x TP32+EP32'],
    [{ is_multinode: false, disagg: false, tp: 8, ep: 2 }, 'TP8+EP2'],
  ])('says of %j how the work lies on the GPUs: %s', (fields, topology) => {
    expect(night({ ...INFERENCEX, ...fields }, WORKFLOW_RUN).rows[0]!.series.labels.topology).toBe(topology);
  });

  it.each([
    ['none', undefined],
    ['OFF', undefined],
    ['', undefined],
    ['mtp', 'mtp'],
    ['offline', 'offline'],
    ['not none', 'not none'],
  ])('calls the variant with speculative decoding %j %s', (spec_decoding, variant) => {
    expect(night({ ...INFERENCEX, spec_decoding }, WORKFLOW_RUN).rows[0]!.series.labels.variant).toBe(variant);
  });

  it('works interactivity out where it is left out alone, of a time above 0', () => {
    const interactivity = (fields: object) =>
      night({ ...INFERENCEX, ...fields }, WORKFLOW_RUN).rows[0]!.values.interactivity;
    expect(interactivity({ median_intvty: 40, median_tpot: 0.02 })).toBe(40);
    expect(interactivity({ median_intvty: null, median_tpot: 0.02 })).toBeCloseTo(50);
    expect(interactivity({ median_intvty: null, median_tpot: 0 })).toBeUndefined();
    expect(interactivity({ median_intvty: null, median_tpot: '0.02' })).toBeUndefined();
  });

  it.each([
    [{ ...INFERENCEX, results: [] }, 0],
    [{ hw: 'gb200' }, 0],
    [{ conc: 4 }, 0],
  ])('is no other document: %#', (document, count) => {
    const { rows, issues } = night({ run_id: '42', ...document }, WORKFLOW_RUN);
    expect(rows).toHaveLength(count);
    expect(issues.map(({ message }) => message).join()).not.toContain('isl');
  });

  it('names the field of a file in which a number is wrong', () => {
    const { issues } = night({ ...INFERENCEX, p99_ttft: 'slow' }, WORKFLOW_RUN);
    expect(issues).toMatchObject([{ kind: 'wrongType', path: expect.stringMatching(/p99_ttft$/) as string }]);
    expect(night({ ...INFERENCEX, conc: 'many' }, WORKFLOW_RUN).issues).toMatchObject([
      { path: expect.stringContaining('conc') as string },
    ]);
  });

  it('needs its run from elsewhere, for a file names none', () => {
    expect(readNight({ document: INFERENCEX }).night).toBeUndefined();
  });
});

describe('the form of one machine', () => {
  it('is the consolidated one with a timestamp, and may name its machine once', () => {
    const [result] = CONSOLIDATED.results;
    const { gpu_config, ...rest } = result!;
    const document = { run_id: '7', timestamp: '2026-10-09T15:00:00', runner_config: gpu_config, results: [rest] };
    const { run, rows, issues } = night(document);
    expect(issues).toEqual([]);
    expect(run.time).toBe(Date.UTC(2026, 9, 9, 15));
    expect(rows[0]!.series.labels).toMatchObject({ gpu_config: '8-gpu-h200', batch_size: '1' });
  });
});

describe('several documents of one run', () => {
  const parts = [
    ['comparison-results.json', COMPARISON],
    ['consolidated-metrics-42.json', CONSOLIDATED],
    ['agg_1.json', INFERENCEX],
    ['agg_2.json', { ...INFERENCEX, conc: 128 }],
  ] as const;

  it('are one document, with the run of the first that names it, and the rows of all', () => {
    const bundle = bundleOf(parts);
    expect(bundle).toMatchObject({ run_id: '42', commit_sha: 'c0ffee1', branch: 'main' });
    const { rows, issues } = night(JSON.parse(JSON.stringify(bundle)));
    expect(issues).toEqual([]);
    expect(rows.map(({ series }) => series.labels.model)).toEqual([
      'black-forest-labs/FLUX.1-dev',
      'm',
      'deepseek-ai/DeepSeek-R1',
      'deepseek-ai/DeepSeek-R1',
    ]);
  });

  it('stay as they are where there is one', () => {
    expect(bundleOf(parts.slice(0, 1))).toBe(COMPARISON);
  });

  it('name what is of no form once, with the forms that there are', () => {
    const { rows, issues } = night(bundleOf([...parts, ['notes.json', { a: 1 }], ['list.json', [1]]]));
    expect(rows).toHaveLength(4);
    expect(issues.map(({ message }) => message)).toEqual([
      'run 42: document: expected a form that is known, received notes.json, list.json[0]',
    ]);
  });

  it('of which one is damaged cost only that one', () => {
    const { rows, issues } = night(bundleOf([...parts.slice(0, 2), ['agg_3.json', { ...INFERENCEX, conc: 'many' }]]));
    expect(rows).toHaveLength(2);
    expect(issues).toMatchObject([{ kind: 'wrongType', path: 'run 42, agg_3.json.conc' }]);
  });
});

describe('a document of no form', () => {
  it('is an issue that names the forms', () => {
    const { rows, issues } = night({ run_id: '42', numbers: [1] }, WORKFLOW_RUN);
    expect(rows).toEqual([]);
    expect(issues).toMatchObject([{ kind: 'unknownForm', path: 'run 42: document' }]);
  });

  it('of several tries of a run give each series by the last that has it, and are no conflict', () => {
    const [machine] = CONSOLIDATED.results;
    const document = (gpus: readonly string[], ttft: number) => ({
      ...CONSOLIDATED,
      results: gpus.map((gpu_config) => ({
        ...machine,
        gpu_config,
        benchmarks: [{ ...machine!.benchmarks[0], ttft_ms: ttft }],
      })),
    });
    const { rows, issues } = night(
      bundleOf([
        ['consolidated-metrics-42.json', document(['8-gpu-b200'], 2)],
        ['earlier-1/consolidated-metrics-42.json', document(['8-gpu-h200', '8-gpu-b200'], 1)],
      ])
    );
    expect(issues).toEqual([]);
    const found = rows.map(({ series, values }) => [series.labels.gpu_config, values.ttft_ms]);
    expect(found.sort()).toEqual([
      ['8-gpu-b200', 2],
      ['8-gpu-h200', 1],
    ]);
  });
});
