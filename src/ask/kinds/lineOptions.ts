import * as v from 'valibot';

import { choiceOption } from '../queryOption';
import { shortText } from '../selector';

/** The legend that is offered first. */
export const DEFAULT_LEGEND = '{{short_model}} {{variant}} bs={{batch_size}}';

/** The option of kinds whose lines or rows are named by a template. */
export const legendOption = {
  label: 'Legend',
  help: 'Names the lines or rows by their labels, such as {{short_model}} bs={{batch_size}}. If empty, by what differs between them.',
  field: { as: 'legend' },
  schema: v.optional(shortText, ''),
} as const;

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
