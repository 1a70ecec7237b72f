import * as v from 'valibot';

import { queryKind } from '../queryKind';
import { choiceOption, type OptionValues } from '../queryOption';
import { sensitivityOptions } from '../sensitivityOptions';
import { legendOption, scaleOption } from './lineOptions';

const options = {
  legend: legendOption,
  scale: scaleOption,
  levels: {
    label: 'Levels',
    help: 'Adds the level that detection sees, and for up to three lines the band that 95 of 100 quiet nights lie in.',
    field: { as: 'switch' },
    schema: v.optional(v.boolean(), false),
  },
  most: choiceOption(
    {
      label: 'Lines',
      help: 'How many lines are drawn.',
    },
    [
      { value: 'all', label: 'All', help: 'All that match.' },
      { value: 'eight', label: 'Eight', help: 'Those that changed most.' },
    ],
    'all'
  ),
  ...sensitivityOptions(({ levels, most }) => levels === true || most === 'eight'),
} as const;

export type TrendOptions = OptionValues<typeof options>;

export const trendKind = queryKind({
  id: 'trend',
  label: 'Trend',
  help: 'One line per series and metric, night after night.',
  frame: 'timeseries-multi',
  metrics: ['output_throughput'],
  filters: 'series',
  options,
  needsHistory: ({ levels, most }) => levels || most === 'eight',
});
