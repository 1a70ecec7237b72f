import * as v from 'valibot';

import { count, text } from '../check/schema';
import { flatForm } from './form';

const schema = v.object({ model_name: text, tpu_size: count, concurrency: count, input: count, output: count });

/**
 * A line of the nights on TPUs: one model at one concurrency and one pair of lengths. Its milliseconds are medians.
 * https://github.com/pathfinder-pf/sglang-jax-ci-data
 */
export const tpuForm = flatForm({
  title: 'nightly test of TPUs',
  recognises: (document) => 'tpu_size' in document && 'model_name' in document,
  schema,
  labels: ({ model_name: model, tpu_size: size, concurrency, input, output }) => ({
    gpu_config: `${size}-tpu`,
    model: model || 'unknown',
    concurrency: `${concurrency}`,
    input_len: `${input}`,
    output_len: `${output}`,
  }),
  measured: [
    { field: 'ttft_ms', metric: 'ttft_ms' },
    { field: 'itl_ms', metric: 'itl_ms', positive: true },
    { field: 'in_tps', metric: 'input_throughput' },
    { field: 'out_tps', metric: 'output_throughput' },
  ],
});
