import { median } from 'simple-statistics';

import { type ChangeEvent } from './changeEvent';

const FEWEST_MODELS = 3;
const SIMILAR = 1.5;

/**
 * Whether the config is to be looked at before the code: three or more unrelated models (of different owners) on one
 * GPU configuration changed by a similar ratio in the same night, and none on any other.
 */
export function isRunnerSuspect(events: readonly ChangeEvent[]): boolean {
  const gpuConfigs = new Set(events.map(({ series }) => series.labels.gpu_config));
  const byOwner = new Map<string, number[]>();
  for (const { series, change } of events) {
    const owner = (series.labels.model ?? series.labels.test_suite ?? '').split('/', 1)[0]!;
    byOwner.set(owner, [...(byOwner.get(owner) ?? []), Math.abs(Math.log1p(change.percent / 100))]);
  }
  const sizes = [...byOwner.values()].map((changes) => median(changes));
  return gpuConfigs.size === 1 && sizes.length >= FEWEST_MODELS && Math.max(...sizes) <= SIMILAR * Math.min(...sizes);
}
