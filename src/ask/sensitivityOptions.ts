import * as v from 'valibot';

import { DEFAULT_SENSITIVITY } from '../detect/levels/sensitivity';
import { choiceOption, type QueryOption } from './queryOption';

/** The options of kinds that look for changes: how sensitive detection is. */
export function sensitivityOptions(applies?: QueryOption['applies']) {
  return {
    preset: choiceOption(
      { label: 'Sensitivity', help: 'How much evidence detection needs before it reports a change.', applies },
      [
        { value: 'low', label: 'Low', help: 'Fewer changes, with more evidence for each.' },
        { value: 'normal', label: 'Normal', help: 'Fewer than one false alarm in a thousand nights without a change.' },
        { value: 'high', label: 'High', help: 'Earlier, with more false alarms.' },
      ],
      DEFAULT_SENSITIVITY.preset
    ),
    smallestChange: {
      label: 'Smallest change, %',
      help: 'Smaller changes are not reported.',
      field: { as: 'percent' },
      schema: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100)), DEFAULT_SENSITIVITY.smallestChange),
      applies,
    },
  } as const;
}
