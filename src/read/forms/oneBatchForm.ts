import * as v from 'valibot';

import { UNKNOWN_GPU } from '../../catalogue/labels';
import { count, text } from '../check/schema';
import { flatForm } from './form';
import { modelOf } from './modelOf';

const schema = v.object({
  model_path: v.nullish(text, ''),
  run_name: v.nullish(text, ''),
  batch_size: count,
  input_len: count,
  output_len: count,
});

/**
 * What SGLang's `bench_one_batch_server` writes: a list with an entry for each batch size and pair of lengths. Its times are in seconds.
 * https://github.com/sgl-project/sglang/blob/main/python/sglang/bench_one_batch_server.py
 */
export const oneBatchForm = flatForm({
  title: 'bench_one_batch_server',
  recognises: (document) => 'run_name' in document && 'batch_size' in document,
  schema,
  labels: ({ model_path: model, run_name: variant, ...sizes }) => ({
    gpu_config: UNKNOWN_GPU,
    model: modelOf(model),
    variant: variant || 'default',
    batch_size: `${sizes.batch_size}`,
    input_len: `${sizes.input_len}`,
    output_len: `${sizes.output_len}`,
  }),
  measured: [
    { field: 'overall_throughput', metric: 'overall_throughput' },
    { field: 'input_throughput', metric: 'input_throughput' },
    { field: 'output_throughput', metric: 'output_throughput' },
    { field: 'latency', metric: 'latency_ms', factor: 1000 },
    { field: 'last_ttft', metric: 'ttft_ms', factor: 1000 },
    { field: 'acc_length', metric: 'acc_length', positive: true },
  ],
});
