import { type Run } from './run';
import { type Labels } from './series';

/** Something a query can filter by, and a variable can list. */
export interface Attribute {
  readonly id: AttributeId;
  readonly label: string;
  readonly description: string;
  /** Its name in frames, links and ad hoc filters. */
  readonly name: string;
  readonly of: 'series' | 'run';
  readonly numeric: boolean;
}

export const ATTRIBUTE_IDS = [
  'gpuConfig',
  'model',
  'variant',
  'batchSize',
  'ioLength',
  'branch',
  'event',
  'testSuite',
  'testName',
] as const;

export type AttributeId = (typeof ATTRIBUTE_IDS)[number];

const series = { of: 'series', numeric: false } as const;
const run = { of: 'run', numeric: false } as const;

/** The attributes, in the order in which they are offered. */
export const ATTRIBUTES: readonly Attribute[] = [
  {
    id: 'gpuConfig',
    name: 'gpu_config',
    label: 'GPU configuration',
    description: 'The machine, such as 8-gpu-h200.',
    ...series,
  },
  {
    id: 'model',
    name: 'model',
    label: 'Model',
    description: 'The served model, such as deepseek-ai/DeepSeek-V3.2.',
    ...series,
  },
  { id: 'variant', name: 'variant', label: 'Variant', description: 'How it is served, such as TP8+MTP.', ...series },
  {
    id: 'batchSize',
    name: 'batch_size',
    label: 'Batch size',
    description: 'Requests at once.',
    ...series,
    numeric: true,
  },
  {
    id: 'ioLength',
    name: 'io_length',
    label: 'Input/output length',
    description: 'Input and output tokens, such as 4096_512.',
    ...series,
    numeric: true,
  },
  { id: 'branch', name: 'branch', label: 'Branch', description: 'The branch that was benchmarked.', ...run },
  {
    id: 'event',
    name: 'event',
    label: 'Event',
    description: 'What started the run: schedule, push or workflow_dispatch.',
    ...run,
  },
  { id: 'testSuite', name: 'test_suite', label: 'Test suite', description: 'The diffusion test suite.', ...series },
  { id: 'testName', name: 'test_name', label: 'Test', description: 'The diffusion test.', ...series },
];

const BY_ID = Object.fromEntries(ATTRIBUTES.map((attribute) => [attribute.id, attribute])) as Record<
  AttributeId,
  Attribute
>;

/** Returns the attribute with this id. */
export function attributeOf(id: AttributeId): Attribute {
  return BY_ID[id];
}

/** Returns the text of a series' attribute, or '' where the series does not have it. */
export function seriesAttribute(labels: Labels, id: AttributeId): string {
  if (id === 'ioLength') {
    return labels.input_len === undefined ? '' : `${labels.input_len}_${labels.output_len ?? ''}`;
  }
  return labels[BY_ID[id].name] ?? '';
}

/** Returns the text of a run's attribute, or '' where it is not known. */
export function runAttribute(of: Run, id: AttributeId): string {
  return id === 'branch' ? of.branch : id === 'event' ? of.event : '';
}
