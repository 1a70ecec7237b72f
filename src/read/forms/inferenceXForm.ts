import * as v from 'valibot';

import { type Labels } from '../../catalogue/labels';
import { type MeasuredField } from '../rows/rows';
import { type Fields } from '../../lib/types';
import { count, optionalCount, text } from '../check/schema';
import { flatForm } from './form';
import { modelOf } from './modelOf';

/** Python writes numbers and truth values as texts in places. */
const label = v.nullish(v.fallback(text, ''), '');
const flag = v.nullish(
  v.pipe(
    v.unknown(),
    v.transform((value) => value === true || value === 1 || /^(true|1|yes)$/i.test(String(value)))
  ),
  false
);

/** How attention is spread: as a truth value, or as the number of its data-parallel ranks, of which one is none. */
const attention = v.nullish(
  v.pipe(
    v.unknown(),
    v.transform((value) => {
      const ranks = typeof value === 'boolean' ? NaN : Number(value || NaN);
      return ranks > 1 ? `DP${ranks}` : value === true || /^(true|yes)$/i.test(String(value)) ? 'DPA' : '';
    })
  ),
  ''
);

/** What a file says of the machines and of how the work lies on them. */
export const placementSchema = v.object({
  hw: text,
  model: v.nullish(text, ''),
  infmax_model_prefix: v.nullish(text, ''),
  framework: v.nullish(text, ''),
  precision: v.nullish(text, ''),
  spec_decoding: v.nullish(text, ''),
  conc: count,
  disagg: flag,
  is_multinode: flag,
  tp: optionalCount,
  pp: optionalCount,
  dcp_size: optionalCount,
  pcp_size: optionalCount,
  ep: optionalCount,
  dp_attention: attention,
  prefill_hw: label,
  prefill_num_workers: optionalCount,
  prefill_tp: optionalCount,
  prefill_pp: optionalCount,
  prefill_ep: optionalCount,
  prefill_dp_attention: attention,
  decode_hw: label,
  decode_num_workers: optionalCount,
  decode_tp: optionalCount,
  decode_pp: optionalCount,
  decode_ep: optionalCount,
  decode_dp_attention: attention,
  router: label,
  kv_p2p_transfer: label,
});

const schema = v.object({ ...placementSchema.entries, isl: count, osl: count });

type Placement = v.InferOutput<typeof placementSchema>;

const MS_PER_S = 1000;

/** Latencies are in seconds in the files, and milliseconds with us. */
const MEASURED: readonly MeasuredField[] = [
  { field: 'tput_per_gpu', metric: 'throughput_per_gpu' },
  { field: 'output_tput_per_gpu', metric: 'output_throughput_per_gpu' },
  { field: 'input_tput_per_gpu', metric: 'input_throughput_per_gpu' },
  { field: 'median_intvty', metric: 'interactivity' },
  { field: 'median_ttft', metric: 'ttft_ms', factor: MS_PER_S },
  { field: 'p99_ttft', metric: 'p99_ttft_ms', factor: MS_PER_S },
  { field: 'median_tpot', metric: 'tpot_ms', factor: MS_PER_S },
  { field: 'p99_tpot', metric: 'p99_tpot_ms', factor: MS_PER_S },
  { field: 'median_itl', metric: 'itl_ms', factor: MS_PER_S },
  { field: 'p99_itl', metric: 'p99_itl_ms', factor: MS_PER_S },
  { field: 'median_e2el', metric: 'e2el_ms', factor: MS_PER_S },
  { field: 'p99_e2el', metric: 'p99_e2el_ms', factor: MS_PER_S },
];

/**
 * A file of InferenceX: one flat object, the benchmark of one model at one concurrency. SGLang's multi-node nights write it,
 * many of them in an artifact. https://github.com/SemiAnalysisAI/InferenceX
 */
export const inferenceXForm = flatForm({
  title: 'InferenceX',
  recognises: (document) =>
    !('results' in document) && 'hw' in document && 'conc' in document && !('scenario_type' in document),
  prepare: withInteractivity,
  schema,
  labels: (file, name) => ({ ...placementOf(file, name), input_len: `${file.isl}`, output_len: `${file.osl}` }),
  measured: MEASURED,
});

/** Recipes of one model and topology differ in what they switch on, which only the name of their artifact says. */
const RECIPE = /^agg_[^_]+_([^_]+)_conc\d/;
/** Returns the labels of a file but for its lengths. */
export function placementOf(file: Placement, name: string): Labels {
  const { hw, conc, framework, precision, spec_decoding: speculative } = file;
  return {
    gpu_config: hw,
    model: modelOf(file.model || file.infmax_model_prefix),
    variant: /^(none|false|off)?$/i.test(speculative) ? '' : speculative,
    framework,
    precision,
    topology: topologyOf(file),
    recipe: RECIPE.exec(name)?.[1] ?? '',
    router: file.router,
    transfer: file.kv_p2p_transfer,
    concurrency: `${conc}`,
  };
}

/** How the work lies on the GPUs, such as `TP8+EP8`, or `prefill 4x TP8+DPA on h200, decode 1x TP32+EP32`. */
function topologyOf(file: Placement): string {
  const { hw, pp, dcp_size: dcp, pcp_size: pcp } = file;
  if (!file.is_multinode && !file.disagg) {
    return parallelism({ TP: file.tp, PP: pp, DCP: dcp, PCP: pcp, EP: file.ep }, file.dp_attention);
  }
  const prefill = parallelism(
    { TP: file.prefill_tp, PP: file.prefill_pp ?? pp, PCP: pcp, EP: file.prefill_ep },
    file.prefill_dp_attention
  );
  const decode = parallelism(
    { TP: file.decode_tp, PP: file.decode_pp ?? pp, DCP: dcp, EP: file.decode_ep },
    file.decode_dp_attention
  );
  const workers = (number: number | null) => (number === null ? '' : `${number}x `);
  // One machine for both is the configuration itself.
  const on = (machine: string) => (machine && machine !== hw ? ` on ${machine}` : '');
  return [
    prefill && `prefill ${workers(file.prefill_num_workers)}${prefill}${on(file.prefill_hw)}`,
    decode && `decode ${workers(file.decode_num_workers)}${decode}${on(file.decode_hw)}`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** Sizes of one say nothing but that of the tensors. */
function parallelism(sizes: Readonly<Record<string, number | null>>, attention: string): string {
  const named = Object.entries(sizes).map(([name, size]) => size && (name === 'TP' || size > 1) && `${name}${size}`);
  return [...named, attention].filter(Boolean).join('+');
}

/** Interactivity is what a user sees of the time per output token; older files leave it out. */
function withInteractivity(file: Fields): Fields {
  const { median_intvty: given, median_tpot: tpot } = file;
  return typeof given !== 'number' && typeof tpot === 'number' && tpot > 0
    ? { ...file, median_intvty: 1 / tpot }
    : file;
}
