import { queryKind } from '../queryKind';
import { choiceOption, type OptionValues } from '../queryOption';

const options = {
  by: choiceOption(
    { label: 'Side by side', help: 'What is set against what.', isMain: true },
    [
      {
        value: 'gpuConfig',
        label: 'GPU configurations',
        help: 'each GPU configuration against the last of those that ran the same series, by name',
      },
      {
        value: 'speculation',
        label: 'Speculative decoding',
        help: 'each variant that has an acceptance length against the fastest one that has none',
      },
    ],
    'gpuConfig'
  ),
};

export type RatioOptions = OptionValues<typeof options>;

export const ratioKind = queryKind({
  id: 'ratio',
  label: 'Ratio',
  help: 'A table of latest values side by side: how many times as fast one GPU configuration is as another, or what speculative decoding gains.',
  frame: 'table',
  metrics: ['output_throughput'],
  filters: 'series',
  options,
  needsHistory: () => false,
});
