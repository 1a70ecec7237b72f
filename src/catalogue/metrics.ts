import { type Suite } from './labels';

/** Which way a metric gets better. */
type Direction = 'higher' | 'lower';

/** How a metric is called in Prometheus. */
interface PrometheusName {
  /** Without the `sglang_nightly_` prefix, in base units. */
  readonly name: string;
  /** What one unit of ours is in the base unit. */
  readonly factor: number;
}

/** One measured quantity: the single place that knows of it. */
export interface Metric {
  /** The field in the artifact, and the id in queries. */
  readonly id: MetricId;
  readonly label: string;
  /** Unit as a person writes it; hosts that have unit registries of their own translate it. */
  readonly unit: string;
  readonly direction: Direction;
  readonly description: string;
  readonly suite: Suite;
  /** Metrics of one family are one measurement: what changes one of them changes the others. */
  readonly family: 'decode' | 'prefill' | 'acceptance' | 'diffusion' | 'accuracy' | 'threshold' | 'kernel';
  /** Whether it is what is asked, and not what was measured: then nothing is looked for in it. */
  readonly isAsked?: boolean;
  readonly prometheus: PrometheusName;
}

const THROUGHPUT = { unit: 'tokens/s', direction: 'higher', suite: 'serving' } as const;
const PER_GPU = { ...THROUGHPUT, suite: 'multinode', family: 'decode' } as const;
const SERVING_TIME = { unit: 'ms', direction: 'lower', suite: 'serving' } as const;
const STAGE_TIME = { ...SERVING_TIME, suite: 'diffusion', family: 'diffusion' } as const;
const MULTINODE_TIME = { ...SERVING_TIME, suite: 'multinode', family: 'decode' } as const;

const KERNEL = { suite: 'kernel', family: 'kernel' } as const;

const plain = (name: string): PrometheusName => ({ name, factor: 1 });
const seconds = (name: string): PrometheusName => ({ name: `${name}_seconds`, factor: 0.001 });
const perSecond = (name: string): PrometheusName => plain(`${name}_tokens_per_second`);

/**
 * The metric catalogue. Editors, dashboards, Prometheus and the documentation all read it.
 * Meaning of the fields: SGLang's nightly benchmark scripts.
 */
const METRIC_CATALOGUE = {
  overall_throughput: {
    ...THROUGHPUT,
    label: 'Overall throughput',
    family: 'decode',
    prometheus: perSecond('overall_throughput'),
    description: 'Input and output tokens processed per second.',
  },
  input_throughput: {
    ...THROUGHPUT,
    label: 'Input throughput',
    family: 'prefill',
    prometheus: perSecond('input_throughput'),
    description: 'Prefill speed: input tokens processed per second.',
  },
  output_throughput: {
    ...THROUGHPUT,
    label: 'Output throughput',
    family: 'decode',
    prometheus: perSecond('output_throughput'),
    description: 'Decode speed: output tokens generated per second.',
  },
  latency_ms: {
    ...SERVING_TIME,
    label: 'Latency',
    family: 'decode',
    prometheus: seconds('latency'),
    description: 'End-to-end time of the request batch.',
  },
  ttft_ms: {
    ...SERVING_TIME,
    label: 'Time to first token (TTFT)',
    family: 'prefill',
    prometheus: seconds('ttft'),
    description: 'Time until the first output token.',
  },
  acc_length: {
    unit: 'tokens',
    direction: 'higher',
    suite: 'serving',
    label: 'Acceptance length',
    family: 'acceptance',
    prometheus: plain('acceptance_length_tokens'),
    description: 'Tokens accepted per speculative-decoding step (MTP and EAGLE variants).',
  },
  e2e_ms: {
    ...STAGE_TIME,
    label: 'End-to-end time',
    prometheus: seconds('diffusion_e2e'),
    description: 'End-to-end time of one generation of a diffusion test.',
  },
  avg_denoise_ms: {
    ...STAGE_TIME,
    label: 'Average denoise time',
    prometheus: seconds('diffusion_denoise_average'),
    description: 'Average time of one denoising step.',
  },
  median_denoise_ms: {
    ...STAGE_TIME,
    label: 'Median denoise time',
    prometheus: seconds('diffusion_denoise_median'),
    description: 'Median time of one denoising step.',
  },
  avg_frame_time_ms: {
    ...STAGE_TIME,
    label: 'Average frame time',
    prometheus: seconds('diffusion_frame_average'),
    description: 'Average time per generated video frame.',
  },
  frames_per_second: {
    unit: 'frames/s',
    direction: 'higher',
    suite: 'diffusion',
    label: 'Frames per second',
    family: 'diffusion',
    prometheus: plain('diffusion_frames_per_second'),
    description: 'Video frames generated per second.',
  },
  server_e2e_ms: {
    ...STAGE_TIME,
    label: 'Server end-to-end time',
    prometheus: seconds('diffusion_server_e2e'),
    description: 'End-to-end time of one generation as the server measures it.',
  },
  first_request_ms: {
    ...STAGE_TIME,
    label: 'First request',
    prometheus: seconds('diffusion_first_request'),
    description: 'End-to-end time of the first request after the start.',
  },
  text_encoding_ms: {
    ...STAGE_TIME,
    label: 'Text encoding stage',
    prometheus: seconds('diffusion_text_encoding'),
    description: 'Median time of the stage that encodes the text.',
  },
  denoising_ms: {
    ...STAGE_TIME,
    label: 'Denoising stage',
    prometheus: seconds('diffusion_denoising'),
    description: 'Median time of the stage of all denoising steps.',
  },
  decoding_ms: {
    ...STAGE_TIME,
    label: 'Decoding stage',
    prometheus: seconds('diffusion_decoding'),
    description: 'Median time of the stage that decodes the image or video.',
  },
  throughput_per_gpu: {
    ...PER_GPU,
    label: 'Throughput per GPU',
    prometheus: perSecond('throughput_per_gpu'),
    description: 'Input and output tokens processed per second and GPU.',
  },
  output_throughput_per_gpu: {
    ...PER_GPU,
    label: 'Output throughput per GPU',
    prometheus: perSecond('output_throughput_per_gpu'),
    description: 'Output tokens generated per second and GPU.',
  },
  input_throughput_per_gpu: {
    ...PER_GPU,
    label: 'Input throughput per GPU',
    prometheus: perSecond('input_throughput_per_gpu'),
    description: 'Input tokens processed per second and GPU.',
  },
  interactivity: {
    ...PER_GPU,
    label: 'Interactivity',
    prometheus: perSecond('interactivity'),
    description: 'Output tokens per second that one user sees (median).',
  },
  tpot_ms: {
    ...MULTINODE_TIME,
    label: 'Time per output token',
    prometheus: seconds('tpot'),
    description: 'Median time per output token after the first (TPOT).',
  },
  p99_tpot_ms: {
    ...MULTINODE_TIME,
    label: 'Time per output token, p99',
    prometheus: seconds('tpot_p99'),
    description: '99th percentile of the time per output token.',
  },
  itl_ms: {
    ...MULTINODE_TIME,
    label: 'Inter-token latency (ITL)',
    prometheus: seconds('itl'),
    description: 'Median time between two output tokens.',
  },
  p99_itl_ms: {
    ...MULTINODE_TIME,
    label: 'Inter-token latency, p99',
    prometheus: seconds('itl_p99'),
    description: '99th percentile of the time between two output tokens.',
  },
  p99_ttft_ms: {
    ...MULTINODE_TIME,
    label: 'Time to first token, p99',
    family: 'prefill',
    prometheus: seconds('ttft_p99'),
    description: '99th percentile of the time until the first output token.',
  },
  e2el_ms: {
    ...MULTINODE_TIME,
    label: 'Request latency',
    prometheus: seconds('e2el'),
    description: 'Median end-to-end time of one request.',
  },
  p99_e2el_ms: {
    ...MULTINODE_TIME,
    label: 'Request latency, p99',
    prometheus: seconds('e2el_p99'),
    description: '99th percentile of the end-to-end time of one request.',
  },
  accuracy: {
    unit: 'ratio',
    direction: 'higher',
    suite: 'accuracy',
    label: 'Accuracy',
    family: 'accuracy',
    prometheus: plain('accuracy_ratio'),
    description: 'The share of questions that were answered rightly.',
  },
  accuracy_threshold: {
    unit: 'ratio',
    direction: 'higher',
    suite: 'accuracy',
    label: 'Accuracy threshold',
    family: 'threshold',
    isAsked: true,
    prometheus: plain('accuracy_threshold_ratio'),
    description: 'The accuracy that the test asks for at least.',
  },
  kernel_bandwidth: {
    ...KERNEL,
    unit: 'GB/s',
    direction: 'higher',
    label: 'Kernel bandwidth',
    prometheus: { name: 'kernel_bandwidth_bytes_per_second', factor: 1e9 },
    description: 'Memory that one kernel reads and writes per second.',
  },
  kernel_tflops: {
    ...KERNEL,
    unit: 'TFLOPS',
    direction: 'higher',
    label: 'Kernel arithmetic',
    prometheus: { name: 'kernel_flops', factor: 1e12 },
    description: 'Operations of one kernel per second, in trillions.',
  },
  kernel_time_us: {
    ...KERNEL,
    unit: 'µs',
    direction: 'lower',
    label: 'Kernel time',
    prometheus: { name: 'kernel_time_seconds', factor: 1e-6 },
    description: 'Time of one call of a kernel.',
  },
} as const satisfies Record<string, Omit<Metric, 'id'>>;

export type MetricId = keyof typeof METRIC_CATALOGUE;

/** All metrics, in the order in which they are offered. */
export const METRICS: readonly Metric[] = (Object.keys(METRIC_CATALOGUE) as MetricId[]).map(metricOf);

const BY_ID: ReadonlyMap<string, Metric> = new Map(METRICS.map((metric) => [metric.id, metric]));

/** Returns the metric with this id, or undefined where there is none. */
export function findMetric(id: string): Metric | undefined {
  return BY_ID.get(id);
}

/** Returns the metric with this id, which the type proves to exist. */
export function metricOf(id: MetricId): Metric {
  return { id, ...METRIC_CATALOGUE[id] };
}

/** Returns the metrics that are one measurement with a metric, itself included. */
export function familyOf(id: MetricId): Metric[] {
  const { family } = METRIC_CATALOGUE[id];
  return METRICS.filter((one) => one.family === family);
}

/** The values of one row: what was not measured is absent. Milliseconds, tokens per second, tokens, frames per second. */
export type MetricValues = Readonly<Partial<Record<MetricId, number>>>;
