import { type SeriesColumns } from '../../table/nightTable';
import { type Job } from '../../lib/job';
import { type MetricId } from '../../catalogue/metrics';
import { type Series } from '../../model/series';
import { type ObservedNights } from './observedNights';

/** A GPU configuration, the nights in which it ran, and those in which each of its series was measured; all ascending. */
export interface GpuConfig {
  readonly gpuConfig: string;
  readonly nights: readonly number[];
  readonly series: readonly SeenSeries[];
}

/** A series with the nights in which it was measured. */
export interface SeenSeries {
  readonly series: Series;
  /** Nights in which it has a row. */
  readonly nights: readonly number[];
  /** The last night with a value above 0 of which the document says nothing bad; -1 for none. */
  readonly lastGood: number;
}

/** Returns the GPU configurations of series, in their order; one series in each step. */
export function* gpuConfigsOf(
  series: readonly SeriesColumns[],
  { nightOfRun, nights: all }: ObservedNights
): Job<GpuConfig[]> {
  const byGpu = new Map<string, { readonly ran: Uint8Array; readonly members: SeenSeries[] }>();
  for (const columns of series) {
    const seen = seenIn(columns, nightOfRun, all.length);
    const gpu = columns.series.labels.gpu_config ?? '';
    if (seen) {
      const known = byGpu.get(gpu) ?? { ran: new Uint8Array(all.length), members: [] };
      byGpu.set(gpu, known);
      known.members.push(seen);
      seen.nights.forEach((night) => (known.ran[night] = 1));
    }
    yield;
  }
  return [...byGpu].map(([gpuConfig, { ran, members }]) => ({
    gpuConfig,
    series: members,
    nights: nightsIn(ran),
  }));
}

function seenIn(
  { series, runs, values, failures }: SeriesColumns,
  nightOfRun: Int32Array,
  count: number
): SeenSeries | undefined {
  const columns = Object.keys(values).map((metric) => values[metric as MetricId]!);
  const seen = new Uint8Array(count);
  let lastGood = -1;
  runs.forEach((run, at) => {
    const night = nightOfRun[run]!;
    if (night < 0) {
      return;
    }
    seen[night] = 1;
    if (!failures?.has(run) && columns.some((column) => column[at]! > 0)) {
      lastGood = Math.max(lastGood, night);
    }
  });
  const nights = nightsIn(seen);
  return nights.length === 0 ? undefined : { series, lastGood, nights };
}

function nightsIn(seen: Uint8Array): number[] {
  return [...seen.keys()].filter((night) => seen[night] === 1);
}
