import { groupBy } from '../../lib/collections';
import { type Labels } from '../../catalogue/labels';
import { type Series } from '../../model/series';
import { type GpuConfig } from '../observed/gpuConfigs';
import { firstRunOf, type ObservedNights } from '../observed/observedNights';

/** A night from which on other lengths, batch sizes or variants of the same models were measured. */
export interface WorkloadChange {
  /** Table index of its first run. */
  readonly run: number;
  readonly ended: readonly Series[];
  readonly began: readonly Series[];
}

/**
 * Where at least half of a model's series end with one night, and others of it begin with the next, it is measured in another
 * way: that is one finding, and none of its series is missing.
 */
export function workloadChangesOf(gpuConfigs: readonly GpuConfig[], observed: ObservedNights): WorkloadChange[] {
  const byNight = new Map<number, { ended: Series[]; began: Series[] }>();
  for (const { nights, series } of gpuConfigs) {
    for (const members of groupBy(series, ({ series: { labels } }) => subjectOf(labels)).values()) {
      const starts = new Set(members.map((one) => one.nights[0]!));
      for (const night of starts) {
        const before = nights.findLast((one) => one < night) ?? -1;
        const measured = members.filter((one) => one.nights.includes(before));
        const ended = measured.filter((one) => one.nights.at(-1)! < night);
        const began = members.filter((one) => one.nights[0] === night);
        if (ended.length > 0 && 2 * ended.length >= measured.length) {
          const found = byNight.get(night) ?? { ended: [], began: [] };
          byNight.set(night, found);
          found.ended.push(...ended.map((one) => one.series));
          found.began.push(...began.map((one) => one.series));
        }
      }
    }
  }
  return [...byNight]
    .sort(([a], [b]) => a - b)
    .map(([night, change]) => ({ ...change, run: firstRunOf(observed, night) }));
}

/** Returns what a series measures: a model, or a suite of tests. */
export function subjectOf({ model, test_suite: suite, kernel }: Labels): string {
  return model ?? suite ?? kernel ?? '';
}
