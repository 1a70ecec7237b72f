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
  readonly suite: 'serving' | 'diffusion';
  readonly prometheus: {
    /** Name without the `sglang_nightly_` prefix, in base units. */
    readonly name: string;
    /** What one unit of ours is in the base unit. */
    readonly factor: number;
  };
}

const THROUGHPUT = { unit: 'tokens/s', direction: 'higher', suite: 'serving' } as const;
const MILLISECONDS = { unit: 'ms', direction: 'lower' } as const;
const seconds = (name: string) => ({ name: `${name}_seconds`, factor: 0.001 });
const perSecond = (name: string) => ({ name: `${name}_tokens_per_second`, factor: 1 });

/**
 * The metric catalogue. Editors, dashboards, Prometheus names and the documentation all read it.
 * Meaning of the fields: SGLang's nightly benchmark scripts.
 */
const CATALOGUE = {
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
} as const satisfies Record<string, Omit<Metric, 'id'>>;

export type MetricId = keyof typeof CATALOGUE;

/** All metrics, in the order in which they are offered. */
export const METRICS: readonly Metric[] = (Object.keys(CATALOGUE) as MetricId[]).map((id) => ({
  id,
  ...CATALOGUE[id],
}));

/** Metrics that are one measurement: what changes one of them changes the others of its family. */
const FAMILIES: Readonly<Partial<Record<MetricId, string>>> = {
  output_throughput: 'decode',
  latency_ms: 'decode',
  overall_throughput: 'decode',
  input_throughput: 'prefill',
  ttft_ms: 'prefill',
  acc_length: 'acceptance',
};

/** Returns the metrics that are one measurement with a metric, itself included. */
export function familyOf(id: MetricId): Metric[] {
  const nameOf = (one: MetricId) => FAMILIES[one] ?? CATALOGUE[one].suite;
  return METRICS.filter((one) => nameOf(one.id) === nameOf(id));
}

const BY_ID: ReadonlyMap<string, Metric> = new Map(METRICS.map((metric) => [metric.id, metric]));

/** Returns the metric with this id, or undefined where there is none. */
export function findMetric(id: string): Metric | undefined {
  return BY_ID.get(id);
}

/** Returns the metric with this id, which the type proves to exist. */
export function metricOf(id: MetricId): Metric {
  return { id, ...CATALOGUE[id] };
}

/** The values of one row: what was not measured is absent. Milliseconds, tokens per second, tokens, frames per second. */
export type MetricValues = Readonly<Partial<Record<MetricId, number>>>;
