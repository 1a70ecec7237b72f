/** What is measured together: a suite has metrics and labels of its own. */
export const SUITES = { serving: 'Serving', diffusion: 'Diffusion', multinode: 'Multi-node' } as const;
export type Suite = keyof typeof SUITES;

/** A label of a series: the single place that knows its name in frames, its heading, and how it is written in short. */
export interface LabelInfo {
  /** Its name in frames, Prometheus and links. */
  readonly name: LabelName;
  /** Its heading in tables. */
  readonly title: string;
  /** Which suites' series have it, in the order of their keys. */
  readonly suites: readonly Suite[];
  /** Whether its values are numbers, so that tables sort them by size. */
  readonly numeric: boolean;
  /** What stands before its value in a legend. */
  readonly prefix: string;
}

const serving = { suites: ['serving'], numeric: false, prefix: '' } as const;
const diffusion = { ...serving, suites: ['diffusion'] } as const;
const multinode = { ...serving, suites: ['multinode'] } as const;
const all = { ...serving, suites: ['serving', 'diffusion', 'multinode'] } as const;
const llm = { ...serving, suites: ['serving', 'multinode'] } as const;

/** The label catalogue, in the order in which labels are shown and in which they make a series' key. */
const CATALOGUE = {
  gpu_config: { ...all, title: 'GPU configuration' },
  model: { ...all, title: 'Model' },
  variant: { ...llm, title: 'Variant' },
  framework: { ...all, suites: ['diffusion', 'multinode'], title: 'Framework' },
  precision: { ...multinode, title: 'Precision' },
  topology: { ...multinode, title: 'Topology' },
  batch_size: { ...serving, title: 'Batch size', numeric: true, prefix: 'bs=' },
  concurrency: { ...multinode, title: 'Concurrency', numeric: true, prefix: 'conc=' },
  input_len: { ...llm, title: 'Input length', numeric: true, prefix: 'in=' },
  output_len: { ...llm, title: 'Output length', numeric: true, prefix: 'out=' },
  server_args: { ...serving, title: 'Server arguments' },
  test_suite: { ...diffusion, title: 'Test suite' },
  test_name: { ...diffusion, title: 'Test' },
  case: { ...diffusion, title: 'Case' },
  methodology: { ...diffusion, title: 'Methodology' },
} as const satisfies Record<string, Omit<LabelInfo, 'name'>>;

export type LabelName = keyof typeof CATALOGUE;

/** All labels, in the order in which they are shown. */
export const LABELS: readonly LabelInfo[] = (Object.keys(CATALOGUE) as LabelName[]).map((name) => ({
  name,
  ...CATALOGUE[name],
}));

/** The names of all labels, in the order in which they are shown. */
export const LABEL_NAMES: readonly LabelName[] = LABELS.map(({ name }) => name);

/** Returns what is known of a label. */
export function labelOf(name: LabelName): LabelInfo {
  return { name, ...CATALOGUE[name] };
}

/** The labels of one series: those that it has, by name. */
export type Labels = Readonly<Record<string, string>>;

/** The GPU configuration of what names none. */
export const UNKNOWN_GPU = 'unknown';

/** Returns a GPU configuration as a part of a name: '' where it is not known, for that says nothing. */
export function gpuName({ gpu_config: gpu = '' }: Labels): string {
  return gpu === UNKNOWN_GPU ? '' : gpu;
}
