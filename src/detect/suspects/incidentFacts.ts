import { type Incident } from '../incidents/incident';
import { type Fact } from './suspectRules';

/** What the ranking knows of an incident. */
export interface IncidentFacts {
  readonly facts: ReadonlySet<Fact>;
  /** Families of the affected models, such as `deepseek`, `qwen3` and `qwen`. */
  readonly families: ReadonlySet<string>;
}

const SPECULATIVE = /mtp|eagle|nextn|spec|draft|dflash|dspark|ngram|medusa/i;
const FAMILIES: ReadonlyMap<string, Fact> = new Map([
  ['output_throughput', 'decode'],
  ['latency_ms', 'decode'],
  ['tpot_ms', 'decode'],
  ['itl_ms', 'decode'],
  ['interactivity', 'decode'],
  ['input_throughput', 'prefill'],
  ['ttft_ms', 'prefill'],
  ['p99_ttft_ms', 'prefill'],
  ['acc_length', 'acceptance'],
]);
/** With so many families it is no model's own. */
const MANY = 3;

/** Returns what is known of an incident, from the labels of its series and the metrics that changed. */
export function incidentFacts({ entries }: Pick<Incident, 'entries'>): IncidentFacts {
  const labels = entries.map(({ series }) => series.labels);
  const facts = new Set<Fact>();
  const gpus = new Set(labels.map(({ gpu_config: gpu = '' }) => gpuKind(gpu)));
  const [gpu] = gpus;
  if (gpus.size === 1 && gpu) {
    facts.add(gpu);
    facts.add('oneGpu');
  }
  if ([...gpus].every((kind) => kind === 'blackwell' || kind === 'hopper')) {
    facts.add('nvidia');
  }
  const variants = labels.flatMap(({ variant }) => variant ?? []);
  // An acceptance length is measured of speculative decoding alone, whatever a variant calls it.
  const accepts = entries.every(({ events }) => events.some(({ metric }) => metric === 'acc_length'));
  if (variants.length > 0) {
    if (accepts || variants.every((variant) => SPECULATIVE.test(variant))) {
      facts.add('speculative');
    } else if (!variants.some((variant) => SPECULATIVE.test(variant))) {
      facts.add('plain');
    }
    if (variants.every((variant) => /\bEP|DeepEP/i.test(variant))) {
      facts.add('expertParallel');
    }
  }
  const models = new Set(labels.flatMap(({ model }) => model ?? []));
  if (models.size > 0 && [...models].every((model) => MODALITIES.test(model))) {
    facts.add('vision');
  } else if (models.size > 0 && ![...models].some((model) => MODALITIES.test(model))) {
    facts.add('text');
  }
  const stems = new Set([...models].map((model) => familiesOf(model)[0] ?? model));
  facts.add(stems.size < MANY ? 'oneModel' : 'manyModels');
  if ([...models].every((model) => /fp4|fp8|int4|awq/i.test(model)) || labels.every(({ precision }) => precision)) {
    facts.add('quantised');
  }
  facts.add(labels.every((one) => one.case ?? one.test_name) ? 'diffusion' : 'serving');
  facts.add(labels.every((one) => one.concurrency) ? 'multinode' : 'singleNode');
  entries.forEach(({ events }) =>
    events.forEach(({ metric }) => {
      const fact = FAMILIES.get(metric);
      if (fact) {
        facts.add(fact);
      }
    })
  );
  return { facts, families: new Set([...models].flatMap(familiesOf)) };
}

function gpuKind(gpu: string): Fact | undefined {
  if (/b[23]00/i.test(gpu)) {
    return 'blackwell';
  }
  if (/h(20|100|200)|large/i.test(gpu)) {
    return 'hopper';
  }
  if (/npu|xpu|tpu|cpu|\ba[23]\b/i.test(gpu)) {
    return 'otherHardware';
  }
  return /mi\d{2}|amd|gfx\d/i.test(gpu) ? 'amd' : undefined;
}

const TOO_SHORT = 3;
/** Who made a model stands before its name at times, and names no family. */
const VENDOR = /^(nvidia|meta|amd|google|microsoft|ibm)[-_.]/;
/** A model of pictures, sound or pages. */
export const MODALITIES = /vl(?![a-z])|ocr|vision|omni|audio/i;

/** The words by which files and titles name a model: `qwen3` and `qwen` of `Qwen/Qwen3-235B-A22B`, `gptoss` of `gpt-oss`. */
export function familiesOf(model: string): string[] {
  const name = model
    .slice(model.lastIndexOf('/') + 1)
    .toLowerCase()
    .replace(VENDOR, '');
  const [first = '', second = ''] = name.split(/[-_. ]/);
  const stem = first.replace(/\d.*$/, '');
  const [more = ''] = /^([a-z]+$|\d+)/.exec(second) ?? [];
  const joined = stem.length <= TOO_SHORT && stem === first && more ? `${first}${more}` : '';
  return [...new Set([joined, first, stem].filter((word) => word.length >= TOO_SHORT))];
}
