import { labelOf, type LabelName, type Labels } from './labels';
import { type Run } from './run';

/** Something a query can filter by, and a variable can list. */
export interface Attribute {
  readonly id: AttributeId;
  readonly label: string;
  readonly description: string;
  /** Its name in frames, links and ad hoc filters. */
  readonly name: string;
  /** Whether it belongs to the run, such as its branch, or to the series. */
  readonly of: 'series' | 'run';
}

interface OfSeries {
  /** The labels that make it; several are joined by `_`. */
  readonly labels: readonly [LabelName, ...LabelName[]];
  /** Where it is made of several labels, or named otherwise than its one label. */
  readonly name?: string;
  readonly label?: string;
  readonly description: string;
}

interface OfRun {
  readonly read: (run: Run) => string;
  readonly name: string;
  readonly label: string;
  readonly description: string;
}

/** The attribute catalogue, in the order in which attributes are offered. */
const CATALOGUE = {
  gpuConfig: { labels: ['gpu_config'], description: 'The GPUs and the runner they are in, such as 8-gpu-h200.' },
  model: { labels: ['model'], description: 'The served model, such as deepseek-ai/DeepSeek-V3.2.' },
  variant: { labels: ['variant'], description: 'How the model is served, such as TP8+MTP.' },
  framework: {
    labels: ['framework'],
    description: 'The engine that serves, where several are compared: sglang and others.',
  },
  precision: { labels: ['precision'], description: 'The number format of the weights, such as fp4.' },
  topology: {
    labels: ['topology'],
    description: 'How the work lies on the GPUs, such as prefill 4x TP8, decode 1x TP32.',
  },
  batchSize: { labels: ['batch_size'], description: 'How many requests are served at once.' },
  concurrency: { labels: ['concurrency'], description: 'How many requests are under way at once, in multi-node runs.' },
  ioLength: {
    labels: ['input_len', 'output_len'],
    name: 'io_length',
    label: 'Input/output length',
    description: 'Input and output tokens of a request, such as 4096_512.',
  },
  branch: {
    read: ({ branch }: Run) => branch,
    name: 'branch',
    label: 'Branch',
    description: 'The branch that was benchmarked.',
  },
  event: {
    read: ({ event }: Run) => event,
    name: 'event',
    label: 'Event',
    description: 'What started the run: schedule, push or workflow_dispatch.',
  },
  testSuite: { labels: ['test_suite'], description: 'The diffusion test suite.' },
  testName: { labels: ['test_name'], description: 'The diffusion test.' },
  case: { labels: ['case'], description: 'The case of a diffusion comparison, such as flux1_dev_t2i_1024.' },
  methodology: {
    labels: ['methodology'],
    description: 'How it was measured: values of different ones are not comparable.',
  },
} as const satisfies Record<string, OfSeries | OfRun>;

export type AttributeId = keyof typeof CATALOGUE;

export const ATTRIBUTE_IDS = Object.keys(CATALOGUE) as AttributeId[];

/** The attributes, in the order in which they are offered. */
export const ATTRIBUTES: readonly Attribute[] = ATTRIBUTE_IDS.map(attributeOf);

/** Returns the attribute with this id. */
export function attributeOf(id: AttributeId): Attribute {
  const { description, ...info }: OfSeries | OfRun = CATALOGUE[id];
  if ('read' in info) {
    return { id, description, name: info.name, label: info.label, of: 'run' };
  }
  const [first] = info.labels;
  const { name = first, label = labelOf(first).title } = info;
  return { id, description, name, label, of: 'series' };
}

/** Returns the attribute with this name in frames, links and ad hoc filters, or undefined. */
export function findAttribute(name: string): Attribute | undefined {
  return ATTRIBUTES.find((attribute) => attribute.name === name);
}

/** The attributes of a series, in the order in which they are offered. */
export const SERIES_ATTRIBUTES: readonly Attribute[] = ATTRIBUTES.filter(({ of }) => of === 'series');

/** Returns the text of a series' attribute, or '' where the series does not have it. */
export function seriesAttribute(labels: Labels, id: AttributeId): string {
  const info: OfSeries | OfRun = CATALOGUE[id];
  if ('read' in info || labels[info.labels[0]] === undefined) {
    return '';
  }
  return info.labels.length === 1 ? labels[info.labels[0]]! : info.labels.map((name) => labels[name] ?? '').join('_');
}

/** Returns the text of a run's attribute, or '' where it is not known. */
export function runAttribute(of: Run, id: AttributeId): string {
  const info: OfSeries | OfRun = CATALOGUE[id];
  return 'read' in info ? info.read(of) : '';
}
