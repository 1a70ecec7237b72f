import * as v from 'valibot';

import { type DeepReadonly } from '../lib/types';
import { baseEntries } from './baseQuery';
import { QUERY_KIND_IDS, QUERY_OPTIONS, queryKindOf } from './queryKinds';
import { QUERY_LIMITS } from './selector';

type Options = typeof QUERY_OPTIONS;
type OptionEntries = { readonly [Name in keyof Options]: Options[Name]['schema'] };

const optionEntries = Object.fromEntries(
  Object.entries(QUERY_OPTIONS).map(([name, { schema }]) => [name, schema])
) as OptionEntries;

const savedSchema = v.object({
  ...baseEntries,
  kind: v.optional(v.picklist(QUERY_KIND_IDS), QUERY_KIND_IDS[0]),
  ...optionEntries,
});

/**
 * A query as it comes from outside; what is left out has its default. Unknown fields are ignored. It is made of what all
 * kinds have, and of the options that the kinds declare.
 */
export const nightQuerySchema = v.pipe(
  savedSchema,
  v.transform((query) => ({ ...query, metrics: query.metrics ?? [...(queryKindOf(query.kind).metrics ?? [])] }))
);

/** One question, with all defaults filled in. */
export type NightQuery = DeepReadonly<v.InferOutput<typeof nightQuerySchema>>;

/** One question as it is saved in dashboards and sent to a collector: what is left out has its default. */
export type SavedQuery = DeepReadonly<v.InferInput<typeof nightQuerySchema>>;

/** The body of `POST /api/query`. */
export const queryRequestSchema = v.object({
  from: v.number(),
  to: v.number(),
  queries: v.pipe(v.array(nightQuerySchema), v.minLength(1), v.maxLength(QUERY_LIMITS.queries)),
});

/** A window in milliseconds since 1970, both ends included, and the questions. */
export type QueryRequest = DeepReadonly<v.InferOutput<typeof queryRequestSchema>>;
