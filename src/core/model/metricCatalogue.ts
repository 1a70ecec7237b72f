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
  readonly prometheus: {
    /** Name without the `sglang_nightly_` prefix, in base units. */
    readonly name: string;
    /** What one unit of ours is in the base unit. */
    readonly factor: number;
  };
}

const THROUGHPUT = { unit: 'tokens/s', direction: 'higher', suite: 'serving' } as const;
const MULTINODE = { suite: 'multinode' } as const;
const PER_GPU = { ...MULTINODE, unit: 'tokens/s', direction: 'higher' } as const;
const MILLISECONDS = { unit: 'ms', direction: 'lower' } as const;
const seconds = (name: string) => ({ name: `${name}_seconds`, factor: 0.001 });
const perSecond = (name: string) => ({ name: `${name}_tokens_per_second`, factor: 1 });

/**
 * The metric catalogue. Editors, dashboards, Prometheus names and the documentation all read it.
 * Meaning of the fields: SGLang's nightly benchmark scripts.
 */
export const METRIC_CATALOGUE = {
  overall_throughput: {
    ...THROUGHPUT,
    label: 'Overall throughput',
    description: 'Input and output tokens processed per second.',
    prometheus: perSecond('overall_throughput'),
  },
  input_throughput: {
    ...THROUGHPUT,
    label: 'Input throughput',
    description: 'Prefill speed: input tokens processed per second.',
    prometheus: perSecond('input_throughput'),
  },
  output_throughput: {
    ...THROUGHPUT,
    label: 'Output throughput',
    description: 'Decode speed: output tokens generated per second.',
    prometheus: perSecond('output_throughput'),
  },
  latency_ms: {
    ...MILLISECONDS,
    suite: 'serving',
    label: 'Latency',
    description: 'End-to-end time of the request batch.',
    prometheus: seconds('latency'),
  },
  ttft_ms: {
    ...MILLISECONDS,
    suite: 'serving',
    label: 'Time to first token (TTFT)',
    description: 'Time until the first output token.',
    prometheus: seconds('ttft'),
  },
  acc_length: {
    unit: 'tokens',
    direction: 'higher',
    suite: 'serving',
    label: 'Acceptance length',
    description: 'Tokens accepted per speculative-decoding step (MTP and EAGLE variants).',
    prometheus: { name: 'acceptance_length_tokens', factor: 1 },
  },
  e2e_ms: {
    ...MILLISECONDS,
    suite: 'diffusion',
    label: 'End-to-end time',
    description: 'End-to-end time of one generation of a diffusion test.',
    prometheus: seconds('diffusion_e2e'),
  },
  avg_denoise_ms: {
    ...MILLISECONDS,
    suite: 'diffusion',
    label: 'Average denoise time',
    description: 'Average time of one denoising step.',
    prometheus: seconds('diffusion_denoise_average'),
  },
  median_denoise_ms: {
    ...MILLISECONDS,
    suite: 'diffusion',
    label: 'Median denoise time',
    description: 'Median time of one denoising step.',
    prometheus: seconds('diffusion_denoise_median'),
  },
  avg_frame_time_ms: {
    ...MILLISECONDS,
    suite: 'diffusion',
    label: 'Average frame time',
    description: 'Average time per generated video frame.',
    prometheus: seconds('diffusion_frame_average'),
  },
  frames_per_second: {
    unit: 'frames/s',
    direction: 'higher',
    suite: 'diffusion',
    label: 'Frames per second',
    description: 'Video frames generated per second.',
    prometheus: { name: 'diffusion_frames_per_second', factor: 1 },
  },
  server_e2e_ms: {
    ...MILLISECONDS,
    suite: 'diffusion',
    label: 'Server end-to-end time',
    description: 'End-to-end time of one generation as the server measures it.',
    prometheus: seconds('diffusion_server_e2e'),
  },
  first_request_ms: {
    ...MILLISECONDS,
    suite: 'diffusion',
    label: 'First request',
    description: 'End-to-end time of the first request after the start.',
    prometheus: seconds('diffusion_first_request'),
  },
  text_encoding_ms: {
    ...MILLISECONDS,
    suite: 'diffusion',
    label: 'Text encoding stage',
    description: 'Median time of the stage that encodes the text.',
    prometheus: seconds('diffusion_text_encoding'),
  },
  denoising_ms: {
    ...MILLISECONDS,
    suite: 'diffusion',
    label: 'Denoising stage',
    description: 'Median time of the stage of all denoising steps.',
    prometheus: seconds('diffusion_denoising'),
  },
  decoding_ms: {
    ...MILLISECONDS,
    suite: 'diffusion',
    label: 'Decoding stage',
    description: 'Median time of the stage that decodes the image or video.',
    prometheus: seconds('diffusion_decoding'),
  },
  throughput_per_gpu: {
    ...PER_GPU,
    label: 'Throughput per GPU',
    description: 'Input and output tokens processed per second and GPU.',
    prometheus: perSecond('throughput_per_gpu'),
  },
  output_throughput_per_gpu: {
    ...PER_GPU,
    label: 'Output throughput per GPU',
    description: 'Output tokens generated per second and GPU.',
    prometheus: perSecond('output_throughput_per_gpu'),
  },
  input_throughput_per_gpu: {
    ...PER_GPU,
    label: 'Input throughput per GPU',
    description: 'Input tokens processed per second and GPU.',
    prometheus: perSecond('input_throughput_per_gpu'),
  },
  interactivity: {
    ...PER_GPU,
    label: 'Interactivity',
    description: 'Output tokens per second that one user sees (median).',
    prometheus: perSecond('interactivity'),
  },
  tpot_ms: {
    ...MILLISECONDS,
    suite: 'multinode',
    label: 'Time per output token',
    description: 'Median time per output token after the first (TPOT).',
    prometheus: seconds('tpot'),
  },
  p99_tpot_ms: {
    ...MILLISECONDS,
    suite: 'multinode',
    label: 'Time per output token, p99',
    description: '99th percentile of the time per output token.',
    prometheus: seconds('tpot_p99'),
  },
  itl_ms: {
    ...MILLISECONDS,
    suite: 'multinode',
    label: 'Inter-token latency (ITL)',
    description: 'Median time between two output tokens.',
    prometheus: seconds('itl'),
  },
  p99_itl_ms: {
    ...MILLISECONDS,
    suite: 'multinode',
    label: 'Inter-token latency, p99',
    description: '99th percentile of the time between two output tokens.',
    prometheus: seconds('itl_p99'),
  },
  p99_ttft_ms: {
    ...MILLISECONDS,
    suite: 'multinode',
    label: 'Time to first token, p99',
    description: '99th percentile of the time until the first output token.',
    prometheus: seconds('ttft_p99'),
  },
  e2el_ms: {
    ...MILLISECONDS,
    suite: 'multinode',
    label: 'Request latency',
    description: 'Median end-to-end time of one request.',
    prometheus: seconds('e2el'),
  },
  p99_e2el_ms: {
    ...MILLISECONDS,
    suite: 'multinode',
    label: 'Request latency, p99',
    description: '99th percentile of the end-to-end time of one request.',
    prometheus: seconds('e2el_p99'),
  },
} as const satisfies Record<string, Omit<Metric, 'id'>>;

export type MetricId = keyof typeof METRIC_CATALOGUE;
