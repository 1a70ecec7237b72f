import { legendOption } from '../legendOption';
import { queryKind } from '../queryKind';
import { type OptionValues } from '../queryOption';

const options = { legend: legendOption };

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
