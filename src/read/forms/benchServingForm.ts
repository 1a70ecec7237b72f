import * as v from 'valibot';

import { UNKNOWN_GPU } from '../../catalogue/labels';
import { optionalCount, text } from '../check/schema';
import { type MeasuredField } from '../rows/rows';
import { flatForm } from './form';

const schema = v.object({
  backend: v.nullish(text, ''),
  dataset_name: v.nullish(text, ''),
  model_id: v.nullish(text, ''),
  max_concurrency: optionalCount,
  random_input_len: optionalCount,
  random_output_len: optionalCount,
});

/** The latencies of a token, which `benchmark_serving` calls the same. */
export const LATENCIES: readonly MeasuredField[] = [
  { field: 'median_ttft_ms', metric: 'ttft_ms' },
  { field: 'p99_ttft_ms', metric: 'p99_ttft_ms' },
  { field: 'median_tpot_ms', metric: 'tpot_ms' },
  { field: 'p99_tpot_ms', metric: 'p99_tpot_ms' },
  { field: 'median_itl_ms', metric: 'itl_ms' },
  { field: 'p99_itl_ms', metric: 'p99_itl_ms' },
];

/**
 * What SGLang's `bench_serving` writes with `--output-file`: a line of JSON for each measurement.
 * https://github.com/sgl-project/sglang/blob/main/python/sglang/bench_serving.py
 */
export const benchServingForm = flatForm({
  title: 'bench_serving',
  recognises: (document) => 'dataset_name' in document && 'output_throughput' in document,
  schema,
  labels: (fields) => ({
    gpu_config: UNKNOWN_GPU,
    model: fields.model_id || 'unknown',
    framework: fields.backend,
    dataset: fields.dataset_name,
    concurrency: `${fields.max_concurrency ?? ''}`,
    input_len: `${fields.random_input_len ?? ''}`,
    output_len: `${fields.random_output_len ?? ''}`,
  }),
  measured: [
    { field: 'total_throughput', metric: 'overall_throughput' },
    { field: 'input_throughput', metric: 'input_throughput' },
    { field: 'output_throughput', metric: 'output_throughput' },
    { field: 'median_e2e_latency_ms', metric: 'e2el_ms' },
    { field: 'p99_e2e_latency_ms', metric: 'p99_e2el_ms' },
    ...LATENCIES,
    { field: 'accept_length', metric: 'acc_length', positive: true },
  ],
});
