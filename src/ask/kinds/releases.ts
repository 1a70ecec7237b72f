import { queryKind } from '../queryKind';
import { sensitivityOptions } from '../sensitivityOptions';

export const releasesKind = queryKind({
  id: 'releases',
  label: 'Releases',
  help: 'Each release against the one before, for all models and for each: better, worse, unchanged.',
  frame: 'table',
  metrics: ['output_throughput'],
  filters: 'series',
  options: sensitivityOptions(),
  needsHistory: () => true,
  annotate: async (rows) =>
    (await import('../nightAnnotations')).releaseAnnotations(rows.filter(({ model }) => model === ALL_MODELS)),
});

/** What stands for the model in the row of all. */
export const ALL_MODELS = 'All';
