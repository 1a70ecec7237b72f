import { type AdHocVariableFilter, type ScopedVars } from '@grafana/data';
import { type TemplateSrv } from '@grafana/runtime';

import {
  ATTRIBUTES,
  type AttributeId,
  type Filter,
  findAttribute,
  type Matcher,
  OPERATORS,
  type Operator,
  QUERY_OPTIONS,
  type SavedQuery,
} from '../../core';
import { type NightlyQuery } from './types';

/** What stands for All: among a variable's values, and as its text. */
const ALL = '$__all';
const ALL_TEXT = 'All';
const SEPARATOR = '\u0000';
const REFERENCE = /^\$(?:\{(\w+)(?:\.[^:}]*)?(?::\w+)?\}|(\w+)|\[\[(\w+)\]\])$/;

/** The references to variables in a text; splitting by it keeps them. */
const REFERENCES = /(\$\{\w+(?:\.[^:}]*)?(?::\w+)?\}|\$\w+|\[\[\w+\]\])/;
const FORMAT = /(?<=^\$\{[^:}]*):\w+\}$/;

/** What is used of Grafana's template service. */
export type Templates = Pick<TemplateSrv, 'replace'>;

/**
 * Returns a filter whose template variables are replaced: a multi-value variable matches any of its values, and All removes
 * the condition.
 */
export function interpolateFilter(filter: Filter, scopedVars: ScopedVars, templates: Templates): Filter {
  const attributes = Object.entries(filter) as Array<[AttributeId, readonly string[] | undefined]>;
  return Object.fromEntries(
    attributes.map(([id, values]) => [id, interpolateValues(values ?? [], scopedVars, templates) ?? []])
  );
}

/** Returns values whose template variables are replaced, each once; undefined where one of them is All. */
export function interpolateValues(
  values: readonly string[],
  scopedVars: ScopedVars,
  templates: Templates
): string[] | undefined {
  if (values.some((value) => isAll(value, scopedVars, templates))) {
    return undefined;
  }
  const replaced = values.flatMap((value) => combined(value, scopedVars, templates));
  return replaced.includes(ALL) ? undefined : [...new Set(replaced.filter((value) => value !== ''))];
}

/** Returns a text with each combination of its variables' values: `org/$model` is one text for each model that is chosen. */
function combined(text: string, scopedVars: ScopedVars, templates: Templates): string[] {
  let texts = [''];
  for (const part of text.split(REFERENCES)) {
    // How a variable is to be written, as in `${model:csv}`, is for texts; here its values are wanted.
    const plain = part.replace(FORMAT, '}');
    const values = templates
      .replace(plain, scopedVars, (one: unknown) => [one].flat().join(SEPARATOR))
      .split(SEPARATOR);
    texts = texts.flatMap((before) => values.map((value) => before + value));
  }
  return texts;
}

/** Returns a text to be read with its variables replaced, of several values all of them. */
export function interpolateText(text: string, scopedVars: ScopedVars, templates: Templates): string {
  return templates.replace(text, scopedVars, (one: unknown) => [one].flat().join(', '));
}

/**
 * Grafana gives all options of a variable that is at All; only its text tells it from one where each was chosen. A
 * repeated panel has a value of its own, which the text follows.
 */
function isAll(value: string, scopedVars: ScopedVars, templates: Templates): boolean {
  const match = REFERENCE.exec(value);
  const name = match?.[1] ?? match?.[2] ?? match?.[3];
  return name !== undefined && templates.replace(`\${${name}:text}`, scopedVars) === ALL_TEXT;
}

/**
 * Returns ad hoc filters as conditions.
 *
 * @throws Error where one names a column or an operator that there is none of: without it, the answer would be another.
 */
export function adHocMatchers(filters: readonly AdHocVariableFilter[] = []): Matcher[] {
  return filters.map(({ key, operator, value, values }) => {
    const attribute = findAttribute(key);
    const known = OPERATORS.find((one): one is Operator => one === operator);
    if (!attribute || !known) {
      const expected = attribute
        ? `operator ${OPERATORS.join(' ')}`
        : `column ${ATTRIBUTES.map(({ name }) => name).join(', ')}`;
      throw new Error(`The ad hoc filter "${key} ${operator}" can't be applied. Choose the ${expected}.`);
    }
    return { attribute: attribute.id, operator: known, values: values?.length ? values : [value] };
  });
}

/** Explore has no ad hoc filters: they become part of the query, the equal ones as values of its filter. */
export function withAdHoc(
  query: NightlyQuery,
  filter: Filter,
  filters: readonly AdHocVariableFilter[]
): Partial<NightlyQuery> {
  const matchers = adHocMatchers(filters);
  const isEqual = ({ operator }: Matcher) => operator === '=' || operator === '=|';
  const others = [...(query.matchers ?? []), ...matchers.filter((one) => !isEqual(one))];
  return {
    filter: matchers
      .filter(isEqual)
      .reduce<Filter>((merged, { attribute, values }) => ({ ...merged, [attribute]: values }), filter),
    ...(others.length > 0 && { matchers: others }),
  };
}

/** Returns the nights that a query chooses, with their template variables replaced. */
export function nightsOf(query: NightlyQuery, scopedVars: ScopedVars, templates: Templates): Partial<SavedQuery> {
  const nights = Object.entries(QUERY_OPTIONS).filter(([, { field }]) => field.as === 'night');
  return Object.fromEntries(
    nights.flatMap(([name]) => {
      const choice = query[name as 'baseline' | 'target'];
      return choice ? [[name, { ...choice, value: choice.value && templates.replace(choice.value, scopedVars) }]] : [];
    })
  );
}

/** Returns the options that are one of several values and are chosen by a template variable. */
export function choicesOf(query: NightlyQuery, scopedVars: ScopedVars, templates: Templates): Partial<SavedQuery> {
  const choices = Object.entries(QUERY_OPTIONS).filter(([, { field }]) => field.as === 'choice');
  return Object.fromEntries(
    choices.flatMap(([name]) => {
      const value: unknown = query[name as keyof NightlyQuery];
      return typeof value === 'string' && value.startsWith('$') ? [[name, templates.replace(value, scopedVars)]] : [];
    })
  );
}
