/** The labels of a series, by the names used in frames, Prometheus and links. */
export type Labels = Readonly<Record<string, string>>;

/** What is measured night after night: one benchmark of one model in one variant on one GPU configuration. */
export interface Series {
  /** Stable text made of the labels: equal ids mean the same series. */
  readonly id: string;
  readonly labels: Labels;
}

/** Label names of a serving benchmark, in the order of its key. */
export const SERVING_LABELS = ['gpu_config', 'model', 'variant', 'batch_size', 'input_len', 'output_len'] as const;

/** Label names of a diffusion test, in the order of its key. */
export const DIFFUSION_LABELS = ['gpu_config', 'test_suite', 'test_name'] as const;

/** Label names that any series may have, in the order in which they are shown. */
export const ALL_LABELS = [...new Set([...SERVING_LABELS, 'server_args' as const, ...DIFFUSION_LABELS])];

/** Returns the series with these labels; labels that are empty are left out. */
export function makeSeries(labels: Labels): Series {
  const kept = Object.entries(labels).filter(([, value]) => value !== '');
  return { id: kept.map(([name, value]) => `${name}=${value}`).join(','), labels: Object.fromEntries(kept) };
}
