import { safeParse } from 'valibot';

import { queryKindOf, type QueryOption } from '../../../core';
import { type NightlyQuery } from '../types';

/** An option that a query has, and what it is. */
export interface KindOption {
  readonly name: string;
  readonly option: QueryOption;
  readonly value: unknown;
}

/** Returns the options that say something in a query, in the order of its kind; none of those that are fixed. */
export function kindOptions(query: NightlyQuery, fixed: Readonly<Record<string, unknown>> = {}): KindOption[] {
  const all = Object.entries(queryKindOf(query.kind).options).map(
    ([name, option]: [string, QueryOption]): KindOption => ({
      name,
      option,
      value: valueOf(option, query[name as keyof NightlyQuery]),
    })
  );
  const values = { ...Object.fromEntries(all.map(({ name, value }) => [name, value])), ...fixed };
  return all.filter(({ name, option: { applies } }) => !(name in fixed) && (applies?.(values) ?? true));
}

/** What an option is: as it was saved, or its default where that is nothing or wrong. A variable stands for what it will be. */
function valueOf({ schema, field }: QueryOption, saved: unknown): unknown {
  if (field.as === 'choice' && typeof saved === 'string' && saved.includes('$')) {
    return saved;
  }
  const parsed = safeParse(schema, saved);
  return parsed.success ? parsed.output : safeParse(schema, undefined).output;
}

/** Returns in words what an option is, where that is not its default. */
export function wordsOfOption({ option: { label, schema, field }, value }: KindOption): string[] {
  if (JSON.stringify(value) === JSON.stringify(safeParse(schema, undefined).output)) {
    return [];
  }
  if (field.as === 'switch') {
    return [label];
  }
  const labelOf = (one: unknown) =>
    ('choices' in field ? field.choices.find((choice) => choice.value === one)?.label : undefined) ?? String(one);
  return [`${label}: ${(Array.isArray(value) ? value : [value]).map(labelOf).join(', ')}`];
}
