import { median } from 'simple-statistics';

import { groupBy } from '../../model/groupBy';
import { type ChangeEvent, strengthOf } from './changeEvent';

const FEWEST_MODELS = 3;
const SIMILAR = 1.5;

/**
 * Whether the GPU runner is to be looked at before the code: three or more unrelated models (of different owners) on one
 * GPU configuration changed by a similar ratio in the same night, and none on any other.
 */
export function isRunnerSuspect(events: readonly ChangeEvent[]): boolean {
  const gpuConfigs = new Set(events.map(({ series }) => series.labels.gpu_config));
  const byOwner = groupBy(
    events,
    ({ series: { labels } }) => (labels.model ?? labels.test_suite ?? '').split('/', 1)[0]
  );
  const sizes = [...byOwner.values()].map((changes) => median(changes.map(({ change }) => strengthOf(change))));
  return gpuConfigs.size === 1 && sizes.length >= FEWEST_MODELS && Math.max(...sizes) <= SIMILAR * Math.min(...sizes);
}
