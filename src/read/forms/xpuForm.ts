import * as v from 'valibot';

import { UNKNOWN_GPU } from '../../catalogue/labels';
import { count, text } from '../check/schema';
import { belowThreshold, flatForm } from './form';

const schema = v.object({
  model: v.nullish(text, ''),
  test_file: v.nullish(text, ''),
  num_threads: v.nullish(count, 0),
});

/** Of the file's name, for the lines name no machine: `nightly-xpu-1-gpu-metrics.jsonl`. */
const MACHINE = /nightly-([a-z][a-z0-9]*)-(\d+)-gpu/;

/**
 * The nights on Intel's GPUs: a line for each model, with its accuracy, its speed and what is asked of both, and a line for each
 * file of tests. https://github.com/sgl-project/sglang/blob/main/.github/workflows/nightly-test-intel.yml
 */
export const xpuForm = flatForm({
  title: 'nightly test of Intel',
  recognises: ({ kind, ...fields }) => kind === 'model' && 'model' in fields,
  schema,
  labels: ({ model, num_threads: threads }, name) => {
    const [, machine, gpus] = MACHINE.exec(name) ?? [];
    return {
      gpu_config: machine ? `${gpus}-gpu-${machine}` : UNKNOWN_GPU,
      model: model || 'unknown',
      concurrency: threads ? `${threads}` : '',
    };
  },
  measured: [
    { field: 'output_throughput', metric: 'output_throughput' },
    { field: 'latency', metric: 'latency_ms', factor: 1000 },
    { field: 'accuracy', metric: 'accuracy' },
    { field: 'accuracy_threshold', metric: 'accuracy_threshold' },
  ],
  failure: ({ status, error, output_throughput_threshold: least }, values) => {
    if (status !== undefined && status !== 'pass') {
      return typeof error === 'string' && error ? error : `its status is ${String(status)}`;
    }
    const { output_throughput: throughput = Infinity } = values;
    return (
      belowThreshold(values) ??
      (typeof least === 'number' && throughput < least
        ? `the output throughput ${throughput} is below its threshold ${least}`
        : undefined)
    );
  },
});
