import { METRIC_CATALOGUE, type Metric, type MetricId } from './metricCatalogue';

export { type Metric, type MetricId } from './metricCatalogue';

/** All metrics, in the order in which they are offered. */
export const METRICS: readonly Metric[] = (Object.keys(METRIC_CATALOGUE) as MetricId[]).map((id) => ({
  id,
  ...METRIC_CATALOGUE[id],
}));

/** Metrics that are one measurement: what changes one of them changes the others of its family. */
const FAMILIES: Readonly<Partial<Record<MetricId, string>>> = {
  output_throughput: 'decode',
  latency_ms: 'decode',
  overall_throughput: 'decode',
  input_throughput: 'prefill',
  ttft_ms: 'prefill',
  acc_length: 'acceptance',
  throughput_per_gpu: 'decode',
  output_throughput_per_gpu: 'decode',
  input_throughput_per_gpu: 'decode',
  interactivity: 'decode',
  tpot_ms: 'decode',
  p99_tpot_ms: 'decode',
  itl_ms: 'decode',
  p99_itl_ms: 'decode',
  e2el_ms: 'decode',
  p99_e2el_ms: 'decode',
  p99_ttft_ms: 'prefill',
};

/** Returns the metrics that are one measurement with a metric, itself included. */
export function familyOf(id: MetricId): Metric[] {
  const nameOf = (one: MetricId) => FAMILIES[one] ?? METRIC_CATALOGUE[one].suite;
  return METRICS.filter((one) => nameOf(one.id) === nameOf(id));
}

const BY_ID: ReadonlyMap<string, Metric> = new Map(METRICS.map((metric) => [metric.id, metric]));

/** Returns the metric with this id, or undefined where there is none. */
export function findMetric(id: string): Metric | undefined {
  return BY_ID.get(id);
}

/** Returns the metric with this id, which the type proves to exist. */
export function metricOf(id: MetricId): Metric {
  return { id, ...METRIC_CATALOGUE[id] };
}

/** The values of one row: what was not measured is absent. Milliseconds, tokens per second, tokens, frames per second. */
export type MetricValues = Readonly<Partial<Record<MetricId, number>>>;
