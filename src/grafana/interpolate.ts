import { type AdHocVariableFilter, type ScopedVars, type TypedVariableModel } from '@grafana/data';
import { type TemplateSrv } from '@grafana/runtime';

import { ATTRIBUTES, type AttributeId, type Filter, type Matcher, OPERATORS, type Operator } from '../core';

/** What stands for All among a variable's values. */
const ALL = '$__all';
const SEPARATOR = '\u0000';
const REFERENCE = /^\$(?:\{(\w+)(?:\.[^:}]*)?(?::\w+)?\}|(\w+)|\[\[(\w+)\]\])$/;

type Templates = Pick<TemplateSrv, 'replace' | 'getVariables'>;

/**
 * Returns a filter whose template variables are replaced: a variable of several values stands for all of them, and All
 * for no condition at all.
 */
export function interpolateFilter(filter: Filter, scopedVars: ScopedVars, templates: Templates): Filter {
  const attributes = Object.entries(filter) as Array<[AttributeId, readonly string[] | undefined]>;
  return Object.fromEntries(
    attributes.map(([id, values]) => [id, interpolateValues(values ?? [], scopedVars, templates)])
  );
}

function interpolateValues(values: readonly string[], scopedVars: ScopedVars, templates: Templates): string[] {
  if (values.some((value) => isAll(value, scopedVars, templates))) {
    return [];
  }
  const replaced = values.flatMap((value) =>
    templates.replace(value, scopedVars, (one: unknown) => [one].flat().join(SEPARATOR)).split(SEPARATOR)
  );
  return replaced.includes(ALL) ? [] : [...new Set(replaced.filter((value) => value !== ''))];
}

/** A repeated panel has one value of its own even where the variable itself is at All. */
function isAll(value: string, scopedVars: ScopedVars, templates: Templates): boolean {
  const match = REFERENCE.exec(value);
  const name = match?.[1] ?? match?.[2] ?? match?.[3];
  if (!name || scopedVars[name]) {
    return false;
  }
  const variable = templates.getVariables().find((one) => one.name === name);
  return variable !== undefined && [currentOf(variable)].flat().includes(ALL);
}

function currentOf(variable: TypedVariableModel): unknown {
  const current: unknown = 'current' in variable ? variable.current : undefined;
  return typeof current === 'object' && current !== null && 'value' in current ? current.value : undefined;
}

/** Returns ad hoc filters as conditions; those on names that are none of ours are left out. */
export function adHocMatchers(filters: readonly AdHocVariableFilter[] = []): Matcher[] {
  return filters.flatMap(({ key, operator, value, values }) => {
    const attribute = ATTRIBUTES.find(({ name }) => name === key);
    const known = OPERATORS.find((one): one is Operator => one === operator);
    return attribute && known
      ? [{ attribute: attribute.id, operator: known, values: values?.length ? values : [value] }]
      : [];
  });
}
