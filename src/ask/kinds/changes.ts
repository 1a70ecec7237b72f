import { changeAnnotations } from '../changes/changeAnnotations';
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
  annotate: changeAnnotations,
  annotatedWith: { view: 'events' },
});
