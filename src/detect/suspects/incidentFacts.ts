import { type Incident } from '../incidents/incident';
import { type Fact } from './suspectRules';

/** What the ranking knows of an incident. */
export interface IncidentFacts {
  readonly facts: ReadonlySet<Fact>;
  /** Families of the affected models, such as `deepseek`, `qwen3` and `qwen`. */
  readonly families: ReadonlySet<string>;
}

const SPECULATIVE = /mtp|eagle|nextn|spec|draft/i;
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
  if (variants.length > 0) {
    if (variants.every((variant) => SPECULATIVE.test(variant))) {
      facts.add('speculative');
    } else if (!variants.some((variant) => SPECULATIVE.test(variant))) {
      facts.add('plain');
    }
    if (variants.every((variant) => /\bEP|DeepEP/i.test(variant))) {
      facts.add('expertParallel');
    }
  }
  const models = new Set(labels.flatMap(({ model }) => model ?? []));
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
  return /mi\d{3}|amd/i.test(gpu) ? 'amd' : undefined;
}

const TOO_SHORT = 3;

/** The words by which files and titles name a model: `qwen3` and `qwen` of `Qwen/Qwen3-235B-A22B`, `gptoss` of `gpt-oss`. */
export function familiesOf(model: string): string[] {
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase();
  const [first = '', second = ''] = name.split(/[-_. ]/);
  const stem = first.replace(/\d.*$/, '');
  const [more = ''] = /^([a-z]+$|\d+)/.exec(second) ?? [];
  const joined = stem.length <= TOO_SHORT && stem === first && more ? `${first}${more}` : '';
  return [...new Set([joined, first, stem].filter((word) => word.length >= TOO_SHORT))];
}
