import { changesOptions } from '../changes/changesOptions';
import { queryKind } from '../queryKind';

export const changesKind = queryKind({
  id: 'changes',
  label: 'Changes',
  help: 'Regressions and improvements that detection found despite the noise, with their suspect commits.',
  frame: 'table',
  metrics: [],
  filters: 'series',
  options: changesOptions,
  needsHistory: () => true,
  annotate: async (rows) => (await import('../changes/changeAnnotations')).changeAnnotations(rows),
  annotatedWith: { view: 'events' },
});
