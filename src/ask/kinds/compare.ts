import { nightOption } from '../nightChoice';
import { queryKind } from '../queryKind';
import { choiceOption, type OptionValues } from '../queryOption';
import { sensitivityOptions } from '../sensitivityOptions';

const options = {
  target: nightOption({ label: 'Night B', help: 'The night that is looked at.' }, { kind: 'latest' }),
  baseline: nightOption({ label: 'Compare with', help: 'Night A, counted from night B.' }, { kind: 'previous' }),
  rows: choiceOption(
    { label: 'Rows', help: 'Which series are shown.' },
    [
      { value: 'all', label: 'All', help: 'Also those without a change.' },
      { value: 'different', label: 'Different', help: 'Better, worse, new or missing, the largest change first.' },
    ],
    'all'
  ),
  ...sensitivityOptions(),
} as const;

export type CompareOptions = OptionValues<typeof options>;

export const compareKind = queryKind({
  id: 'compare',
  label: 'Compare',
  help: 'A table with two nights side by side: what really differs, what is noise, and the changes in between.',
  frame: 'table',
  metrics: ['output_throughput'],
  filters: 'series',
  options,
  needsHistory: () => true,
});
