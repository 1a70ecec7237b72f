import * as v from 'valibot';

import { ATTRIBUTE_IDS, type AttributeId } from '../model/attributes';
import { METRICS, type MetricId } from '../model/metrics';

/** The kinds of query that are answered. */
export const QUERY_KINDS = ['trend', 'latest', 'compare', 'runs'] as const;
export type QueryKind = (typeof QUERY_KINDS)[number];

/** Operators of ad hoc filters. */
export const OPERATORS = ['=', '!=', '=~', '!~', '=|', '!=|'] as const;
export type Operator = (typeof OPERATORS)[number];

/** Values to keep of each attribute; an empty or absent list keeps all. */
export type Filter = Readonly<Partial<Record<AttributeId, readonly string[]>>>;

/** One ad hoc filter: `=|` and `!=|` take several values, the others the first. */
export interface Matcher {
  readonly attribute: AttributeId;
  readonly operator: Operator;
  readonly values: readonly string[];
}

/** What a night is compared with. */
export interface Baseline {
  readonly kind: 'previous' | 'run' | 'days' | 'branch';
  /** A run id, a number of days or a branch. */
  readonly value?: string;
}

/** One question, as saved in dashboards and sent to the collector. */
export interface NightQuery {
  readonly refId: string;
  readonly kind: QueryKind;
  readonly metrics: readonly MetricId[];
  readonly filter: Filter;
  readonly legend: string;
  readonly baseline: Baseline;
  readonly matchers: readonly Matcher[];
}

const LIMITS = { text: 500, values: 1000, metrics: METRICS.length, queries: 100 };

const text = v.pipe(v.string(), v.maxLength(LIMITS.text));
const values = v.pipe(v.array(text), v.maxLength(LIMITS.values));
const metricIds = METRICS.map((metric) => metric.id);
const filterEntries = Object.fromEntries(ATTRIBUTE_IDS.map((id) => [id, v.optional(values)])) as Record<
  AttributeId,
  v.OptionalSchema<typeof values, undefined>
>;

/** A query as it comes from outside; what is left out has its default. Unknown fields are ignored. */
export const nightQuerySchema = v.object({
  refId: v.optional(text, 'A'),
  kind: v.optional(v.picklist(QUERY_KINDS), 'trend'),
  metrics: v.optional(v.pipe(v.array(v.picklist(metricIds)), v.maxLength(LIMITS.metrics)), []),
  filter: v.optional(v.object(filterEntries), {}),
  legend: v.optional(text, ''),
  baseline: v.optional(v.object({ kind: v.picklist(['previous', 'run', 'days', 'branch']), value: v.optional(text) }), {
    kind: 'previous',
  }),
  matchers: v.optional(
    v.pipe(
      v.array(v.object({ attribute: v.picklist(ATTRIBUTE_IDS), operator: v.picklist(OPERATORS), values })),
      v.maxLength(LIMITS.values)
    ),
    []
  ),
});

/** The body of `POST /api/query`: a window in milliseconds since 1970, both ends included, and the questions. */
export const queryRequestSchema = v.object({
  from: v.number(),
  to: v.number(),
  queries: v.pipe(v.array(nightQuerySchema), v.minLength(1), v.maxLength(LIMITS.queries)),
});
export type QueryRequest = v.InferOutput<typeof queryRequestSchema>;
