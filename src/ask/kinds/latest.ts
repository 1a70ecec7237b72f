import * as v from 'valibot';

import { queryKind } from '../queryKind';
import { type OptionValues } from '../queryOption';
import { legendOption } from './lineOptions';

const options = {
  legend: legendOption,
  front: {
    label: 'Front',
    help: 'Adds the rows that no other beats in all metrics once more, as a line of its own named Front.',
    field: { as: 'switch' },
    schema: v.optional(v.boolean(), false),
  },
} as const;

export type LatestOptions = OptionValues<typeof options>;

export const latestKind = queryKind({
  id: 'latest',
  label: 'Latest',
  help: 'A table with the latest value of each series, its change to the run before, and its age.',
  frame: 'table',
  metrics: ['output_throughput'],
  filters: 'series',
  options,
  needsHistory: () => false,
});
