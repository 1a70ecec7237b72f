import { type Suite } from './labels';

/** Which way a metric gets better. */
export type Direction = 'higher' | 'lower';

/** One measured quantity: the single place that knows its name, unit and direction. */
export interface Metric {
  /** The field in the artifact, and the id in queries. */
  readonly id: MetricId;
  readonly label: string;
  /** Unit as a person writes it; hosts that have unit registries of their own translate it. */
  readonly unit: string;
  readonly direction: Direction;
  readonly description: string;
  readonly suite: Suite;
}

const THROUGHPUT = { unit: 'tokens/s', direction: 'higher', suite: 'serving' } as const;
const PER_GPU = { suite: 'multinode', unit: 'tokens/s', direction: 'higher' } as const;
const MILLISECONDS = { unit: 'ms', direction: 'lower' } as const;

/**
 * The metric catalogue. Editors, dashboards and the documentation all read it.
 * Meaning of the fields: SGLang's nightly benchmark scripts.
 */
export const METRIC_CATALOGUE = {
  overall_throughput: {
    ...THROUGHPUT,
    label: 'Overall throughput',
    description: 'Input and output tokens processed per second.',
  },
  input_throughput: {
    ...THROUGHPUT,
    label: 'Input throughput',
    description: 'Prefill speed: input tokens processed per second.',
  },
  output_throughput: {
    ...THROUGHPUT,
    label: 'Output throughput',
    description: 'Decode speed: output tokens generated per second.',
  },
  latency_ms: {
    ...MILLISECONDS,
    suite: 'serving',
    label: 'Latency',
    description: 'End-to-end time of the request batch.',
  },
  ttft_ms: {
    ...MILLISECONDS,
    suite: 'serving',
    label: 'Time to first token (TTFT)',
    description: 'Time until the first output token.',
  },
  acc_length: {
    unit: 'tokens',
    direction: 'higher',
    suite: 'serving',
    label: 'Acceptance length',
    description: 'Tokens accepted per speculative-decoding step (MTP and EAGLE variants).',
  },
  e2e_ms: {
    ...MILLISECONDS,
    suite: 'diffusion',
    label: 'End-to-end time',
    description: 'End-to-end time of one generation of a diffusion test.',
  },
  avg_denoise_ms: {
    ...MILLISECONDS,
    suite: 'diffusion',
    label: 'Average denoise time',
    description: 'Average time of one denoising step.',
  },
  median_denoise_ms: {
    ...MILLISECONDS,
    suite: 'diffusion',
    label: 'Median denoise time',
    description: 'Median time of one denoising step.',
  },
  avg_frame_time_ms: {
    ...MILLISECONDS,
    suite: 'diffusion',
    label: 'Average frame time',
    description: 'Average time per generated video frame.',
  },
  frames_per_second: {
    unit: 'frames/s',
    direction: 'higher',
    suite: 'diffusion',
    label: 'Frames per second',
    description: 'Video frames generated per second.',
  },
  server_e2e_ms: {
    ...MILLISECONDS,
    suite: 'diffusion',
    label: 'Server end-to-end time',
    description: 'End-to-end time of one generation as the server measures it.',
  },
  first_request_ms: {
    ...MILLISECONDS,
    suite: 'diffusion',
    label: 'First request',
    description: 'End-to-end time of the first request after the start.',
  },
  text_encoding_ms: {
    ...MILLISECONDS,
    suite: 'diffusion',
    label: 'Text encoding stage',
    description: 'Median time of the stage that encodes the text.',
  },
  denoising_ms: {
    ...MILLISECONDS,
    suite: 'diffusion',
    label: 'Denoising stage',
    description: 'Median time of the stage of all denoising steps.',
  },
  decoding_ms: {
    ...MILLISECONDS,
    suite: 'diffusion',
    label: 'Decoding stage',
    description: 'Median time of the stage that decodes the image or video.',
  },
  throughput_per_gpu: {
    ...PER_GPU,
    label: 'Throughput per GPU',
    description: 'Input and output tokens processed per second and GPU.',
  },
  output_throughput_per_gpu: {
    ...PER_GPU,
    label: 'Output throughput per GPU',
    description: 'Output tokens generated per second and GPU.',
  },
  input_throughput_per_gpu: {
    ...PER_GPU,
    label: 'Input throughput per GPU',
    description: 'Input tokens processed per second and GPU.',
  },
  interactivity: {
    ...PER_GPU,
    label: 'Interactivity',
    description: 'Output tokens per second that one user sees (median).',
  },
  tpot_ms: {
    ...MILLISECONDS,
    suite: 'multinode',
    label: 'Time per output token',
    description: 'Median time per output token after the first (TPOT).',
  },
  p99_tpot_ms: {
    ...MILLISECONDS,
    suite: 'multinode',
    label: 'Time per output token, p99',
    description: '99th percentile of the time per output token.',
  },
  itl_ms: {
    ...MILLISECONDS,
    suite: 'multinode',
    label: 'Inter-token latency (ITL)',
    description: 'Median time between two output tokens.',
  },
  p99_itl_ms: {
    ...MILLISECONDS,
    suite: 'multinode',
    label: 'Inter-token latency, p99',
    description: '99th percentile of the time between two output tokens.',
  },
  p99_ttft_ms: {
    ...MILLISECONDS,
    suite: 'multinode',
    label: 'Time to first token, p99',
    description: '99th percentile of the time until the first output token.',
  },
  e2el_ms: {
    ...MILLISECONDS,
    suite: 'multinode',
    label: 'Request latency',
    description: 'Median end-to-end time of one request.',
  },
  p99_e2el_ms: {
    ...MILLISECONDS,
    suite: 'multinode',
    label: 'Request latency, p99',
    description: '99th percentile of the end-to-end time of one request.',
  },
} as const satisfies Record<string, Omit<Metric, 'id'>>;

export type MetricId = keyof typeof METRIC_CATALOGUE;
