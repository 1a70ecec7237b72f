import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type WorkflowRun } from '../../model/run';
import { parseFile } from '../unpack/parseDocument';
import { bundleOf } from './bundle';
import { readNight } from './readNight';

const FOLDER = join(__dirname, '../../../fixtures/forms');
const RUN: WorkflowRun = {
  id: '42',
  attempt: 1,
  createdAt: '2026-10-01T14:00:00Z',
  commit: 'abc1234',
  branch: 'main',
  event: 'schedule',
  conclusion: 'success',
};

/** What a file of a run is read as: the series, their values and failures, and what is wrong. */
async function read(name: string, change = (text: string) => text) {
  const text = change(readFileSync(join(FOLDER, name), 'utf8'));
  const { document } = await parseFile({ name, text }, '42');
  const night = readNight({ workflowRun: RUN, document: bundleOf([[name, document]]) }).night!;
  return {
    rows: night.rows.map(({ series, values, failure }) => [series.labels, values, ...(failure ? [failure] : [])]),
    issues: night.issues.map(({ message }) => message),
  };
}

/** The same of a file that holds runs, as `fetch` writes them: of the first. */
function readRuns(name: string) {
  const [document] = JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as unknown[];
  const night = readNight({ document }).night!;
  return {
    run: night.run,
    rows: night.rows.map(({ series, values, failure }) => [series.labels, values, ...(failure ? [failure] : [])]),
    issues: night.issues.map(({ message }) => message),
  };
}

describe('a file in the form of', () => {
  it("the nightly test of Intel's GPUs is a row for each model, on the machine that its name says", async () => {
    expect(await read('nightly-xpu-1-gpu-metrics.jsonl')).toEqual({
      rows: [
        [
          { gpu_config: '1-gpu-xpu', model: 'meta-llama/Llama-3.1-8B-Instruct', concurrency: '64' },
          { output_throughput: 812.4, latency_ms: 104_200, accuracy: 0.78, accuracy_threshold: 0.75 },
        ],
      ],
      issues: [],
    });
    const { rows, run, issues } = readRuns('xpu-night.json');
    expect(run).toMatchObject({ id: '42', branch: 'main', commit: 'b'.repeat(40) });
    expect(rows).toEqual([
      [
        { gpu_config: '1-gpu-xpu', model: 'meta-llama/Llama-3.1-8B-Instruct' },
        { output_throughput: 812.4, latency_ms: 104_200, accuracy: 0.78 },
      ],
    ]);
    expect(issues).toEqual([]);
  });

  it.each([
    ['"accuracy": 0.78', '"accuracy": 0.7', 'the accuracy 0.7 is below its threshold 0.75'],
    ['812.4', '650', 'the output throughput 650 is below its threshold 700'],
    ['"error": "", "status": "pass"', '"error": "out of memory", "status": "fail"', 'out of memory'],
    ['"error": "", "status": "pass"', '"error": "", "status": "fail"', 'its status is fail'],
  ])('the same fails where %s is %s, and keeps its values', async (from, to, reason) => {
    const { rows, issues } = await read('nightly-xpu-1-gpu-metrics.jsonl', (text) => text.replace(from, to));
    expect(rows[0]![2]).toBe(reason);
    expect(Object.keys(rows[0]![1]!)).toHaveLength(4);
    expect(issues).toEqual([expect.stringContaining(reason)]);
  });

  it('the result of a test file measures nothing, and is an issue where it failed', async () => {
    const { rows, issues } = await read('nightly-xpu-1-gpu-metrics.jsonl', (text) =>
      text.replace('"test_xpu_flux2_dev.py", "status": "pass"', '"test_xpu_flux2_dev.py", "status": "fail"')
    );
    expect(rows).toHaveLength(1);
    expect(issues).toEqual([
      'run 42, nightly-xpu-1-gpu-metrics.jsonl[1] (test_xpu_flux2_dev.py): expected a test that passes, received its status is fail',
    ]);
  });

  it('TPU nights is a row for each concurrency and pair of lengths', async () => {
    const { rows, issues } = await read('performance_results_QWEN3_8B_c_256.csv');
    expect(issues).toEqual([]);
    const labels = { gpu_config: '1-tpu', model: 'Qwen/Qwen3-8B', concurrency: '256' };
    expect(rows.slice(0, 2)).toEqual([
      [
        { ...labels, input_len: '1024', output_len: '1' },
        // One token has no time between tokens.
        { ttft_ms: 7000.512345, input_throughput: 30000.256789, output_throughput: 30.512345 },
      ],
      [
        { ...labels, input_len: '1024', output_len: '1024' },
        {
          ttft_ms: 130000.512345,
          itl_ms: 20.254321,
          input_throughput: 1500.756789,
          output_throughput: 1500.756789,
        },
      ],
    ]);
  });

  it('kernel benchmarks is a row for each kernel and shape, on the device', async () => {
    expect(await read('kernel-bench-sm90.json')).toEqual({
      rows: [
        [{ gpu_config: 'H100 80GB HBM3', kernel: 'fp8_gemm', shape: 'batch_size=1' }, { kernel_bandwidth: 19.4 }],
        [{ gpu_config: 'H100 80GB HBM3', kernel: 'fp8_gemm', shape: 'batch_size=16' }, {}, 'it was not measured'],
      ],
      issues: [],
    });
  });

  it.each([
    ['GB/s', 'TFLOPS', { kernel_tflops: 19.4 }],
    ['GB/s', 'ms', { kernel_time_us: 19_400 }],
    ['GB/s', 'µs', { kernel_time_us: 19.4 }],
  ])('the same with %s as %s has the metric of its unit', async (from, to, values) => {
    expect((await read('kernel-bench-sm90.json', (text) => text.replace(from, to))).rows[0]![1]).toEqual(values);
  });

  it('the same with a unit that nobody knows is an issue, and costs only that kernel', async () => {
    const { rows, issues } = await read('kernel-bench-sm90.json', (text) =>
      text.replace('"cases": {', '"cases": { "other": { "metric": "furlongs", "measurements": { "a": 1 } },')
    );
    expect(rows).toHaveLength(2);
    expect(issues).toEqual([expect.stringMatching(/cases\.other\.metric: expected one of gb\/s.*furlongs/)]);
  });

  it('accuracy results is a row for each set of questions, with what is asked', async () => {
    const labels = {
      gpu_config: '8-gpu-h200',
      model: 'deepseek-ai/DeepSeek-V3.2',
      variant: 'TP8',
      dataset: 'gsm8k',
    };
    expect(await read('accuracy-metrics.json')).toEqual({
      rows: [[labels, { accuracy: 0.955, accuracy_threshold: 0.935 }]],
      issues: [],
    });
    const { rows } = await read('accuracy-metrics.json', (text) => text.replace('0.955', '0.61'));
    expect(rows[0]).toEqual([
      labels,
      { accuracy: 0.61, accuracy_threshold: 0.935 },
      'the accuracy 0.61 is below its threshold 0.935',
    ]);
    expect((await read('accuracy-metrics.json', (text) => text.replace('true', 'false'))).rows[0]![2]).toBe(
      'it did not pass'
    );
  });

  it('all rows of an InferenceX run in one list is a row for each', async () => {
    const { rows, issues } = readRuns('infx-agg_bmk.json');
    expect(issues).toEqual([]);
    expect(rows.map(([labels]) => (labels as { concurrency: string }).concurrency)).toEqual(['16', '32']);
    expect(rows[0]).toEqual([
      {
        gpu_config: 'b300',
        model: 'deepseek-ai/DeepSeek-V4-Pro',
        variant: 'mtp',
        framework: 'sglang',
        precision: 'fp4',
        topology: 'TP8',
        concurrency: '16',
        input_len: '8192',
        output_len: '1024',
      },
      {
        throughput_per_gpu: 1000,
        output_throughput_per_gpu: 112,
        input_throughput_per_gpu: 888,
        interactivity: 125,
        ttft_ms: 900,
        p99_ttft_ms: 1500,
        tpot_ms: 8,
        e2el_ms: 9000,
      },
    ]);
  });

  it('InferenceX of agents has a scenario and no lengths', async () => {
    const { rows, issues } = readRuns('infx-agentic.json');
    expect(issues).toEqual([]);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toEqual([
      {
        gpu_config: 'b300',
        model: 'deepseek-ai/DeepSeek-V4-Pro',
        variant: 'mtp',
        framework: 'sglang',
        precision: 'fp4',
        topology: 'TP8',
        dataset: 'agentic-coding',
        concurrency: '8',
      },
      {
        throughput_per_gpu: 11_250,
        output_throughput_per_gpu: 210,
        input_throughput_per_gpu: 11_040,
        ttft_ms: 1100,
        itl_ms: 9,
        e2el_ms: 20_000,
      },
    ]);
  });

  it('bench_serving is a row for each line', async () => {
    expect(await read('bench_serving.jsonl')).toEqual({
      rows: [
        [
          {
            gpu_config: 'unknown',
            model: 'unknown',
            framework: 'sglang',
            dataset: 'random',
            concurrency: '64',
            input_len: '1024',
            output_len: '1024',
          },
          {
            overall_throughput: 51_910,
            input_throughput: 25_955,
            output_throughput: 25_955,
            e2el_ms: 8950,
            ttft_ms: 180,
            p99_ttft_ms: 500,
            tpot_ms: 7.9,
            p99_tpot_ms: 9.1,
            itl_ms: 7.8,
            p99_itl_ms: 20,
            acc_length: 2.7,
          },
        ],
      ],
      issues: [],
    });
  });

  it('benchmark_serving is a row of its model', async () => {
    expect(await read('benchmark_serving.json')).toEqual({
      rows: [
        [
          { gpu_config: 'unknown', model: 'deepseek-ai/DeepSeek-V4-Pro', framework: 'vllm', concurrency: '32' },
          {
            overall_throughput: 9820.1,
            output_throughput: 4918.3,
            e2el_ms: 6400.2,
            p99_e2el_ms: 7001.1,
            ttft_ms: 398,
            p99_ttft_ms: 910,
            tpot_ms: 6,
            p99_tpot_ms: 7.2,
            itl_ms: 6,
            p99_itl_ms: 9.9,
          },
        ],
      ],
      issues: [],
    });
  });

  it('bench_one_batch_server is a row for each batch, in milliseconds', async () => {
    expect(await read('results_bench_one_batch_server.json')).toEqual({
      rows: [
        [
          {
            gpu_config: 'unknown',
            model: 'zai-org/GLM-5.2',
            variant: 'TP8+MTP',
            batch_size: '1',
            input_len: '8192',
            output_len: '512',
          },
          {
            overall_throughput: 4100.1,
            input_throughput: 21_000,
            output_throughput: 301.2,
            latency_ms: 2100,
            ttft_ms: 190,
            acc_length: 3.1,
          },
        ],
      ],
      issues: [],
    });
  });

  it('metrics of tests is a row for each, by the name of its metric', async () => {
    expect(await read('test-metrics.jsonl')).toEqual({
      rows: [[{ gpu_config: 'a3', test_name: 'TestGlm5.test_perf' }, { output_throughput: 1234.5 }]],
      issues: [],
    });
    expect((await read('test-metrics.jsonl', (text) => text.replace('output_throughput', 'vibes'))).issues).toEqual([
      expect.stringMatching(/metric_name: expected a metric that is known, received vibes/),
    ]);
  });

  it('raw files beside aggregated ones is read once, by the aggregated one', async () => {
    const { rows, issues } = readRuns('mi355x-night.json');
    expect(issues).toEqual([]);
    expect(rows).toHaveLength(8);
    expect(new Set(rows.map(([labels]) => (labels as { model: string }).model))).toEqual(
      new Set(['sgl-project/DeepSeek-V4-Flash-FP8'])
    );
  });

  it('a list in which one series stands twice is an issue that names both places', async () => {
    const { rows, issues } = await read(
      'bench_serving.jsonl',
      (text) => `${text.trim()}\n${text.replace('51910.0', '40000')}`
    );
    expect(rows).toHaveLength(1);
    expect(issues).toEqual([
      'run 42, bench_serving.jsonl[1]: expected a series of its own, or the same values, received other values in bench_serving.jsonl[0]',
    ]);
  });
});
