import { choiceOption } from './queryOption';

/** How the values of a line are drawn. */
export const scaleOption = choiceOption(
  {
    label: 'Scale',
    help: 'Relative draws each line in % from its level at the beginning of the time range, so that series of any size share an axis.',
  },
  [
    { value: 'absolute', label: 'Absolute', help: "In the metric's unit." },
    {
      value: 'relative',
      label: 'Relative',
      help: 'In % from the median of the first seven nights of the time range.',
    },
  ],
  'absolute'
);
