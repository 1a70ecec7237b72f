import * as v from 'valibot';

import { type Fields, isFields } from '../../lib/types';
import { text } from '../check/schema';
import { flatForm } from './form';
import { placementOf, placementSchema } from './inferenceXForm';

const schema = v.object({ ...placementSchema.entries, scenario_type: text });

const MS_PER_S = 1000;

/**
 * A file of InferenceX whose requests are those of agents: they have no lengths, and a scenario instead. Its metrics are nested;
 * its times are in seconds. https://github.com/SemiAnalysisAI/InferenceX
 */
export const agenticForm = flatForm({
  title: 'InferenceX of agents',
  recognises: ({ hw, scenario_type: scenario, request_metrics: metrics }) =>
    hw !== undefined && scenario !== undefined && isFields(metrics),
  prepare: (document) => ({ ...document, ...leavesOf(document.request_metrics) }),
  schema,
  labels: (file, name) => ({ ...placementOf(file, name), dataset: file.scenario_type }),
  measured: [
    { field: 'throughput.per_gpu.total_tput_tps', metric: 'throughput_per_gpu' },
    { field: 'throughput.per_gpu.output_tput_tps', metric: 'output_throughput_per_gpu' },
    { field: 'throughput.per_gpu.input_tput_tps', metric: 'input_throughput_per_gpu' },
    { field: 'latency.ttft.p50', metric: 'ttft_ms', factor: MS_PER_S },
    { field: 'latency.ttft.p99', metric: 'p99_ttft_ms', factor: MS_PER_S },
    { field: 'latency.itl.p50', metric: 'itl_ms', factor: MS_PER_S },
    { field: 'latency.itl.p99', metric: 'p99_itl_ms', factor: MS_PER_S },
    { field: 'latency.e2el.p50', metric: 'e2el_ms', factor: MS_PER_S },
    { field: 'latency.e2el.p99', metric: 'p99_e2el_ms', factor: MS_PER_S },
  ],
});

/** How deep metrics are nested there. */
const DEPTH = 4;

/** Returns what stands at the ends of nested objects, by their way. */
function leavesOf(value: unknown, way = '', depth = 0): Fields {
  if (!isFields(value) || depth > DEPTH) {
    return { [way]: value };
  }
  return Object.assign(
    {},
    ...Object.entries(value).map(([name, inner]) => leavesOf(inner, way ? `${way}.${name}` : name, depth + 1))
  ) as Fields;
}
