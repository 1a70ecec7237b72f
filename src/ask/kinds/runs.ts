import { queryKind } from '../queryKind';
import { choiceOption, type OptionValues } from '../queryOption';

const options = {
  as: choiceOption(
    { label: 'As', help: 'A table to read, or numbers for alert rules.', isMain: true },
    [
      { value: 'table', label: 'Table', help: 'One row per run.' },
      { value: 'age', label: 'Age', help: 'The hours since the newest results of the main branch, as one number.' },
      {
        value: 'late',
        label: 'Late',
        help: 'By how many hours the next night is late: after 1.5 times the longest of the last ten gaps between nights, and 36 hours at least.',
      },
      {
        value: 'failing',
        label: 'Failing',
        help: 'Whether the source as a whole failed at the last refresh, as 0 or 1.',
      },
      {
        value: 'behind',
        label: 'Behind',
        help: 'For each GPU configuration, by how many hours it is behind the newest night; 0 where it ran.',
      },
    ],
    'table'
  ),
} as const;

export type RunsOptions = OptionValues<typeof options>;

export const runsKind = queryKind({
  id: 'runs',
  label: 'Runs',
  help: 'A table with one row per run: date, commit, branch, totals, and why there are no results.',
  frame: 'table',
  filters: 'run',
  options,
  needsHistory: ({ as }) => as === 'behind',
  annotate: async (rows) => (await import('../nightAnnotations')).runAnnotations(rows),
  annotatedWith: { as: 'table' },
});
