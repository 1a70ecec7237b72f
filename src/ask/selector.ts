import * as v from 'valibot';

import { ATTRIBUTE_IDS, type AttributeId } from '../catalogue/attributes';

/** Bounds of what comes from outside. */
export const QUERY_LIMITS = { text: 500, values: 1000, queries: 100 };

export const shortText = v.pipe(v.string(), v.maxLength(QUERY_LIMITS.text));
const values = v.pipe(v.array(shortText), v.maxLength(QUERY_LIMITS.values));

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

const filterEntries = Object.fromEntries(ATTRIBUTE_IDS.map((id) => [id, v.optional(values)])) as Record<
  AttributeId,
  v.OptionalSchema<typeof values, undefined>
>;

export const filterSchema = v.object(filterEntries);

export const matchersSchema = v.pipe(
  v.array(v.object({ attribute: v.picklist(ATTRIBUTE_IDS), operator: v.picklist(OPERATORS), values })),
  v.maxLength(QUERY_LIMITS.values)
);
