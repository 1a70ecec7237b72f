/** What is measured together: a suite has metrics and labels of its own. */
export const SUITES = {
  serving: 'Serving',
  diffusion: 'Diffusion',
  multinode: 'Multi-node',
  accuracy: 'Accuracy',
  kernel: 'Kernels',
} as const;
export type Suite = keyof typeof SUITES;

/** A label of a series: the single place that knows of it. */
interface LabelInfo {
  /** Its name in frames, Prometheus and links. */
  readonly name: LabelName;
  /** Its heading in tables. */
  readonly title: string;
  /** The name of several of its values, where a sentence counts them. */
  readonly plural?: string;
  /** Which suites' series have it, in the order of their keys. */
  readonly suites: readonly Suite[];
  /** Whether its values are numbers, so that tables sort them by size, and sentences count them. */
  readonly numeric: boolean;
  /** What stands before its value in a legend. */
  readonly prefix: string;
  /** The attribute by which a query filters by it, and what people are told of that. */
  readonly attribute?: string;
  readonly description?: string;
  /** The page that shows the trends of series that have it, where it is not that of serving. */
  readonly page?: Exclude<TrendsPage, 'trends'>;
}

/** The pages on which trends are; each suite has its own. */
type TrendsPage = 'trends' | 'diffusion' | 'multinode';

const serving = { suites: ['serving'], numeric: false, prefix: '' } as const;
const diffusion = { ...serving, suites: ['diffusion'] } as const;
const multinode = { ...serving, suites: ['multinode'] } as const;
const all = { ...serving, suites: ['serving', 'diffusion', 'multinode', 'accuracy', 'kernel'] } as const;
const kernel = { ...serving, suites: ['kernel'] } as const;
const llm = { ...serving, suites: ['serving', 'multinode'] } as const;

/** The label catalogue, in the order in which labels are shown and in which they make a series' key. */
const CATALOGUE = {
  gpu_config: {
    ...all,
    title: 'GPU configuration',
    attribute: 'gpuConfig',
    description: 'The GPUs and the runner they are in, such as 8-gpu-h200.',
  },
  model: {
    ...all,
    suites: ['serving', 'diffusion', 'multinode', 'accuracy'],
    title: 'Model',
    attribute: 'model',
    description: 'The served model, such as deepseek-ai/DeepSeek-V3.2.',
  },
  variant: {
    ...llm,
    title: 'Variant',
    plural: 'variants',
    attribute: 'variant',
    description: 'How the model is served, such as TP8+MTP.',
  },
  framework: {
    ...all,
    suites: ['diffusion', 'multinode'],
    title: 'Framework',
    plural: 'frameworks',
    attribute: 'framework',
    description: 'The engine that serves, where several are compared: sglang and others.',
  },
  precision: {
    ...multinode,
    title: 'Precision',
    plural: 'precisions',
    attribute: 'precision',
    description: 'The number format of the weights, such as fp4.',
    page: 'multinode',
  },
  topology: {
    ...multinode,
    title: 'Topology',
    plural: 'topologies',
    attribute: 'topology',
    description: 'How the work lies on the GPUs, such as prefill 4x TP8, decode 1x TP32.',
    page: 'multinode',
  },
  recipe: {
    ...multinode,
    title: 'Recipe',
    plural: 'recipes',
    attribute: 'recipe',
    description: 'The set of options that a multi-node run was started with, by the name of its artifact.',
  },
  router: {
    ...multinode,
    title: 'Router',
    plural: 'routers',
    attribute: 'router',
    description: 'What hands requests to the workers, where a run says so.',
  },
  transfer: {
    ...multinode,
    title: 'Transfer',
    plural: 'transfers',
    attribute: 'transfer',
    description: 'What carries the cache from prefill to decode, such as mooncake.',
  },
  dataset: {
    ...all,
    suites: ['multinode', 'accuracy'],
    title: 'Dataset',
    plural: 'datasets',
    attribute: 'dataset',
    description: 'What was asked, such as gsm8k.',
  },
  batch_size: {
    ...serving,
    title: 'Batch size',
    plural: 'batch sizes',
    numeric: true,
    prefix: 'bs=',
    attribute: 'batchSize',
    description: 'How many requests are served at once.',
  },
  concurrency: {
    ...multinode,
    title: 'Concurrency',
    plural: 'concurrency',
    numeric: true,
    prefix: 'conc=',
    attribute: 'concurrency',
    description: 'How many requests are under way at once, where they are not one batch.',
  },
  input_len: { ...llm, title: 'Input length', numeric: true, prefix: 'in=' },
  output_len: { ...llm, title: 'Output length', numeric: true, prefix: 'out=' },
  server_args: { ...serving, title: 'Server arguments', plural: 'sets of server arguments' },
  kernel: {
    ...kernel,
    title: 'Kernel',
    plural: 'kernels',
    attribute: 'kernel',
    description: 'The measured kernel, such as fp8_gemm.',
  },
  shape: {
    ...kernel,
    title: 'Shape',
    plural: 'shapes',
    attribute: 'shape',
    description: 'The sizes of its input, such as batch_size=16.',
  },
  test_suite: {
    ...diffusion,
    title: 'Test suite',
    plural: 'suites',
    attribute: 'testSuite',
    description: 'The diffusion test suite.',
  },
  test_name: {
    ...diffusion,
    title: 'Test',
    plural: 'tests',
    attribute: 'testName',
    description: 'The diffusion test.',
    page: 'diffusion',
  },
  case: {
    ...diffusion,
    title: 'Case',
    plural: 'cases',
    attribute: 'case',
    description: 'The case of a diffusion comparison, such as flux1_dev_t2i_1024.',
    page: 'diffusion',
  },
  methodology: {
    ...diffusion,
    title: 'Methodology',
    plural: 'methodologies',
    attribute: 'methodology',
    description: 'How it was measured: values of different ones are not comparable.',
  },
} as const satisfies Record<string, Omit<LabelInfo, 'name'>>;

export type LabelName = keyof typeof CATALOGUE;

/** The ids of the attributes that are one label. */
export type LabelAttributeId = Extract<(typeof CATALOGUE)[LabelName], { readonly attribute: string }>['attribute'];

/** All labels, in the order in which they are shown. */
export const LABELS: ReadonlyArray<LabelInfo & { readonly attribute?: LabelAttributeId }> = (
  Object.keys(CATALOGUE) as LabelName[]
).map((name) => ({ name, ...CATALOGUE[name] }));

/** The names of all labels, in the order in which they are shown. */
export const LABEL_NAMES: readonly LabelName[] = LABELS.map(({ name }) => name);

/** The labels of one series: those that it has, by name. */
export type Labels = Readonly<Record<string, string>>;

/** The GPU configuration of what names none. */
export const UNKNOWN_GPU = 'unknown';

/** Returns a GPU configuration as a part of a name: '' where it is not known, for that says nothing. */
export function gpuName({ gpu_config: gpu = '' }: Labels): string {
  return gpu === UNKNOWN_GPU ? '' : gpu;
}

/** Returns a series' name in one line, without its GPU configuration: `zai-org/GLM-4.6 TP8+MTP bs=8 4096/512`. `short` shortens its model. */
export function seriesName(labels: Labels, short = (model: string) => model): string {
  const written: Labels = { ...labels, ...(labels.model && { model: short(labels.model) }) };
  const lengths = written.input_len && `${written.input_len}/${written.output_len ?? ''}`;
  return LABELS.flatMap(({ name, prefix }) => {
    if (name === 'gpu_config' || name === 'output_len') {
      return [];
    }
    return name === 'input_len' ? lengths || [] : written[name] ? `${prefix}${written[name]}` : [];
  }).join(' ');
}

/** Returns the page on which the trends of a series are, for links; a diffusion case may name a concurrency too. */
export function trendsPage(labels: Labels): TrendsPage {
  const pages = new Set(LABELS.flatMap(({ name, page }) => (page && labels[name] ? page : [])));
  return pages.has('diffusion') ? 'diffusion' : pages.has('multinode') ? 'multinode' : 'trends';
}
