import * as v from 'valibot';

import { shortText } from './selector';

/** The option of kinds whose lines or rows are named by a template. */
export const legendOption = {
  label: 'Legend',
  help: 'Names the lines or rows by their labels, such as {{short_model}} bs={{batch_size}}. If empty, by what differs between them.',
  field: { as: 'legend' },
  schema: v.optional(shortText, ''),
} as const;
