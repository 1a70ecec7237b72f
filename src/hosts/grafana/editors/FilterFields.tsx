import React from 'react';

import { type Attribute, type Filter } from '../../../core';
import { FilterField } from './FilterField';
import { type OfferedValues } from './useOfferedValues';
import { notOffered } from './valueOptions';

interface Props {
  readonly attributes: readonly Attribute[];
  readonly filter: Filter;
  readonly offered: OfferedValues;
  readonly variables: readonly string[];
  /** Begins the ids of this editor's inputs, so that each is unique on the page. */
  readonly idPrefix: string;
  readonly onChange: (filter: Filter) => void;
}

/** A field for each attribute; each offers what exists under the others. */
export function FilterFields({ attributes, filter, offered, variables, idPrefix, onChange }: Props) {
  return attributes.map(({ id, label }) => (
    <FilterField
      key={id}
      id={`${idPrefix}-${id}`}
      label={label}
      chosen={filter[id] ?? []}
      offered={offered.values?.[id]}
      variables={variables}
      loading={offered.loading}
      error={offered.error}
      onChange={(values) => onChange({ ...filter, [id]: values })}
    />
  ));
}

/**
 * Returns the attributes that there is something to choose of: there is a field for what only some forms of night have where the nights
 * have it, or where one is chosen.
 */
export function shownAttributes(
  attributes: readonly Attribute[],
  filter: Filter,
  { values }: OfferedValues
): Attribute[] {
  return attributes.filter(
    ({ id, isSeldom }) => !isSeldom || (filter[id]?.length ?? 0) > 0 || (values?.[id]?.length ?? 0) > 0
  );
}

/** Returns in words what is chosen of some attributes, and whether the nights have it. */
export function chosenFilters(
  attributes: readonly Attribute[],
  filter: Filter,
  { values }: OfferedValues,
  variables: readonly string[]
): string[] {
  return attributes.flatMap(({ id, label }) => {
    const chosen = filter[id] ?? [];
    const missing = values ? notOffered(variables, values[id] ?? [], chosen) : [];
    const words = missing.length > 0 ? ` (not in the data: ${missing.join(', ')})` : '';
    return chosen.length > 0 ? [`${label}: ${chosen.join(', ')}${words}`] : [];
  });
}
