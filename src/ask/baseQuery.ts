import * as v from 'valibot';

import { type DeepReadonly } from '../lib/types';
import { METRICS } from '../catalogue/metrics';
import { filterSchema, matchersSchema, shortText } from './selector';

const metricIds = METRICS.map(({ id }) => id);

/** What every kind of query has, except its kind. */
export const baseEntries = {
  refId: v.optional(shortText, 'A'),
  metrics: v.optional(v.pipe(v.array(v.picklist(metricIds)), v.maxLength(metricIds.length))),
  filter: v.optional(filterSchema, {}),
  matchers: v.optional(matchersSchema, []),
};

const baseSchema = v.object(baseEntries);

/** What every kind of query has; metrics that it does not name are those of its kind. */
export type BaseQuery = DeepReadonly<Required<v.InferOutput<typeof baseSchema>>>;
