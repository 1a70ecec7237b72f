import { type SeriesColumns } from '../../flatten/nightTable';
import { type Job } from '../../model/job';
import { type Series } from '../../model/series';
import { firstRunOf, type ObservedNights } from './observedNights';

/** A series, or a whole GPU configuration where `series` is left out, that did not run or just began to. */
export interface Presence {
  readonly state: 'not run' | 'missing' | 'stale' | 'new';
  readonly gpuConfig: string;
  readonly series?: Series;
  /** Table indexes: the run it was last seen in; where it is new, first seen in. */
  readonly run: number;
}

/** A GPU configuration, the nights in which it ran, and those of each of its series; all ascending. */
export interface GpuConfig {
  readonly gpuConfig: string;
  readonly nights: readonly number[];
  readonly series: ReadonlyArray<{ readonly series: Series; readonly nights: readonly number[] }>;
}

const MISSING_AFTER = 2;
const LOOKED_BACK = 14;
const STALE_AFTER = 7;
/** What has not been seen for longer is retired, not missing. */
const RETIRED_AFTER = 30;
const ESTABLISHED = 10;

/** Returns the state of each series, and GPU configuration, that did not run with the others or is new. */
export function presenceOf(gpuConfigs: readonly GpuConfig[], observed: ObservedNights): Presence[] {
  const last = observed.nights.length - 1;
  return gpuConfigs.flatMap((config): Presence[] => {
    const { gpuConfig, nights } = config;
    const ran = nights.at(-1)!;
    if (ran < last) {
      const regular = nights.filter((night) => night >= last - LOOKED_BACK).length * 2 >= Math.min(last, LOOKED_BACK);
      return regular ? [{ state: 'not run', gpuConfig, run: firstRunOf(observed, ran) }] : [];
    }
    return config.series.flatMap(({ series, nights: seen }) => {
      const state = stateOf(nights, seen);
      const run = firstRunOf(observed, state === 'new' ? seen[0]! : seen.at(-1)!);
      return state ? [{ state, gpuConfig, series, run }] : [];
    });
  });
}

/** Returns the series that are measured at present: those seen within the last month of their GPU configuration's nights. */
export function activeSeries(gpuConfigs: readonly GpuConfig[]): Series[] {
  return gpuConfigs.flatMap(({ nights, series }) =>
    series.filter((one) => absentFor(nights, one.nights) < RETIRED_AFTER).map((one) => one.series)
  );
}

function stateOf(nights: readonly number[], seen: readonly number[]): 'missing' | 'stale' | 'new' | undefined {
  const absent = absentFor(nights, seen);
  if (absent >= STALE_AFTER) {
    return absent < RETIRED_AFTER ? 'stale' : undefined;
  }
  if (absent >= MISSING_AFTER) {
    const before = nights.slice(-LOOKED_BACK - MISSING_AFTER, -MISSING_AFTER);
    const wasSeen = new Set(seen);
    const present = before.filter((night) => wasSeen.has(night)).length;
    return present * 2 >= before.length ? 'missing' : undefined;
  }
  const isNew = nights.length >= ESTABLISHED && seen[0]! >= nights.at(-MISSING_AFTER)!;
  return isNew ? 'new' : undefined;
}

/** In how many nights its GPU configuration ran without a series since it was last seen. */
function absentFor(nights: readonly number[], seen: readonly number[]): number {
  const last = seen.at(-1)!;
  return nights.length - 1 - nights.findLastIndex((night) => night <= last);
}

/** Returns the GPU configurations of series, in their order; one series in each step. */
export function* gpuConfigsOf(
  series: readonly SeriesColumns[],
  { nightOfRun, nights: all }: ObservedNights
): Job<GpuConfig[]> {
  const byGpu = new Map<string, { readonly ran: Uint8Array; readonly members: Array<GpuConfig['series'][number]> }>();
  for (const { series: one, runs } of series) {
    const nights = ascendingNights(runs, nightOfRun);
    const gpu = one.labels.gpu_config ?? '';
    if (nights.length > 0) {
      const known = byGpu.get(gpu) ?? { ran: new Uint8Array(all.length), members: [] };
      byGpu.set(gpu, known);
      known.members.push({ series: one, nights });
      nights.forEach((night) => (known.ran[night] = 1));
    }
    yield;
  }
  return [...byGpu].map(([gpuConfig, { ran, members }]) => ({
    gpuConfig,
    series: members,
    nights: [...all.keys()].filter((night) => ran[night] === 1),
  }));
}

function ascendingNights(runs: Uint32Array, nightOfRun: Int32Array): number[] {
  const nights: number[] = [];
  let last = -1;
  let isAscending = true;
  for (const run of runs) {
    const night = nightOfRun[run]!;
    if (night >= 0) {
      isAscending &&= night > last;
      last = night;
      nights.push(night);
    }
  }
  return isAscending ? nights : [...new Set(nights)].sort((a, b) => a - b);
}
