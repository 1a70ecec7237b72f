import { type Annotation } from '../annotation';
import { queryKind } from '../queryKind';
import { sensitivityOptions } from '../sensitivityOptions';
import { type TableRow } from '../columns';

export const releasesKind = queryKind({
  id: 'releases',
  label: 'Releases',
  help: 'Each release against the one before, for all models and for each: better, worse, unchanged.',
  frame: 'table',
  metrics: ['output_throughput'],
  filters: 'series',
  options: sensitivityOptions(),
  needsHistory: () => true,
  annotate: async (rows) => rows.filter(({ model }) => model === ALL_MODELS).map(releaseAnnotation),
});

/** What stands for the model in the row of all. */
export const ALL_MODELS = 'All';

function releaseAnnotation({ release, time, summary, commits_url: url }: TableRow): Annotation {
  return {
    id: String(release),
    time: Number(time),
    title: `${String(release)}`,
    lines: [String(summary)],
    links: url ? [{ url: String(url), title: 'changes' }] : [],
    tags: [],
  };
}
