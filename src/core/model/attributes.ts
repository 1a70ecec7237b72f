import { type Run } from './run';
import { type Labels } from './series';

/** Something a query can filter by, and a variable can list. */
export interface Attribute {
  readonly id: AttributeId;
  readonly label: string;
  readonly description: string;
  /** The label it reads, as named in frames; null where it belongs to the run. */
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
  { id: 'gpuConfig', label: 'GPU configuration', description: 'The machine, such as 8-gpu-h200.', ...series },
  { id: 'model', label: 'Model', description: 'The served model, such as deepseek-ai/DeepSeek-V3.2.', ...series },
  { id: 'variant', label: 'Variant', description: 'How it is served, such as TP8+MTP.', ...series },
  { id: 'batchSize', label: 'Batch size', description: 'Requests at once.', ...series, numeric: true },
  {
    id: 'ioLength',
    label: 'Input/output length',
    description: 'Input and output tokens, such as 4096_512.',
    ...series,
    numeric: true,
  },
  { id: 'branch', label: 'Branch', description: 'The branch that was benchmarked.', ...run },
  { id: 'event', label: 'Event', description: 'What started the run: schedule, push or workflow_dispatch.', ...run },
  { id: 'testSuite', label: 'Test suite', description: 'The diffusion test suite.', ...series },
  { id: 'testName', label: 'Test', description: 'The diffusion test.', ...series },
];

const LABEL_OF: Partial<Record<AttributeId, string>> = {
  gpuConfig: 'gpu_config',
  model: 'model',
  variant: 'variant',
  batchSize: 'batch_size',
  testSuite: 'test_suite',
  testName: 'test_name',
};

/** Returns the text of a series' attribute, or '' where the series does not have it. */
export function seriesAttribute(labels: Labels, id: AttributeId): string {
  if (id === 'ioLength') {
    return labels.input_len === undefined ? '' : `${labels.input_len}_${labels.output_len ?? ''}`;
  }
  return labels[LABEL_OF[id] ?? ''] ?? '';
}

/** Returns the text of a run's attribute, or '' where it is not known. */
export function runAttribute(of: Run, id: AttributeId): string {
  return id === 'branch' ? of.branch : id === 'event' ? of.event : '';
}
