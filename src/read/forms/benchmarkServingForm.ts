import * as v from 'valibot';

import { UNKNOWN_GPU } from '../../catalogue/labels';
import { optionalCount, text } from '../check/schema';
import { LATENCIES } from './benchServingForm';
import { flatForm } from './form';
import { modelOf } from './modelOf';

const schema = v.object({
  backend: v.nullish(text, ''),
  model_id: text,
  max_concurrency: optionalCount,
});

/** What `benchmark_serving` writes with `--save-result`: vLLM's, and what grew out of it. It names no lengths. */
export const benchmarkServingForm = flatForm({
  title: 'benchmark_serving',
  recognises: (document) => 'model_id' in document && 'total_token_throughput' in document,
  schema,
  labels: ({ backend, model_id: model, max_concurrency: concurrency }) => ({
    gpu_config: UNKNOWN_GPU,
    model: modelOf(model),
    framework: backend,
    concurrency: `${concurrency ?? ''}`,
  }),
  measured: [
    { field: 'total_token_throughput', metric: 'overall_throughput' },
    { field: 'output_throughput', metric: 'output_throughput' },
    { field: 'median_e2el_ms', metric: 'e2el_ms' },
    { field: 'p99_e2el_ms', metric: 'p99_e2el_ms' },
    ...LATENCIES,
  ],
});
