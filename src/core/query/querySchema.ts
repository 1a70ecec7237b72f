import * as v from 'valibot';

import { CHANGE_STATES } from '../detect/changes/changeEvent';
import { DEFAULT_SENSITIVITY, PRESETS } from '../detect/levels/detectorOptions';
import { ATTRIBUTE_IDS, type AttributeId } from '../model/attributes';
import { METRICS } from '../model/metrics';
import { CHANGE_VIEWS, NIGHT_CHOICES, OPERATORS, QUERY_KINDS } from './nightQuery';

const LIMITS = { text: 500, values: 1000, metrics: METRICS.length, queries: 100 };

const text = v.pipe(v.string(), v.maxLength(LIMITS.text));
const values = v.pipe(v.array(text), v.maxLength(LIMITS.values));
const metricIds = METRICS.map((metric) => metric.id);
const filterEntries = Object.fromEntries(ATTRIBUTE_IDS.map((id) => [id, v.optional(values)])) as Record<
  AttributeId,
  v.OptionalSchema<typeof values, undefined>
>;

const nightChoice = v.object({ kind: v.picklist(NIGHT_CHOICES), value: v.optional(text) });

/** A query as it comes from outside; what is left out has its default. Unknown fields are ignored. */
export const nightQuerySchema = v.object({
  refId: v.optional(text, 'A'),
  kind: v.optional(v.picklist(QUERY_KINDS), 'trend'),
  metrics: v.optional(v.pipe(v.array(v.picklist(metricIds)), v.maxLength(LIMITS.metrics)), []),
  filter: v.optional(v.object(filterEntries), {}),
  legend: v.optional(text, ''),
  baseline: v.optional(nightChoice, { kind: 'previous' }),
  target: v.optional(nightChoice, { kind: 'latest' }),
  levels: v.optional(v.boolean(), false),
  view: v.optional(v.picklist(CHANGE_VIEWS), 'events'),
  states: v.optional(v.pipe(v.array(v.picklist(CHANGE_STATES)), v.maxLength(CHANGE_STATES.length)), []),
  preset: v.optional(v.picklist(PRESETS), DEFAULT_SENSITIVITY.preset),
  smallestChange: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100)), DEFAULT_SENSITIVITY.smallestChange),
  matchers: v.optional(
    v.pipe(
      v.array(v.object({ attribute: v.picklist(ATTRIBUTE_IDS), operator: v.picklist(OPERATORS), values })),
      v.maxLength(LIMITS.values)
    ),
    []
  ),
});

/** The body of `POST /api/query`. */
export const queryRequestSchema = v.object({
  from: v.number(),
  to: v.number(),
  queries: v.pipe(v.array(nightQuerySchema), v.minLength(1), v.maxLength(LIMITS.queries)),
});
