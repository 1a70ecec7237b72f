import { type TimeRange } from '@grafana/data';
import { Stack } from '@grafana/ui';
import React from 'react';

import { type AnyQueryKind, type Attribute, ATTRIBUTES, type Filter } from '../core';
import { FilterField } from './FilterField';
import { type NightlyDataSource } from './nightlyDataSource';
import { useOfferedValues } from './useOfferedValues';

interface Props {
  readonly datasource: NightlyDataSource;
  readonly attributes: readonly Attribute[];
  readonly filter: Filter;
  readonly range?: TimeRange;
  /** Begins the ids of this editor's inputs, so that each is unique on the page. */
  readonly idPrefix: string;
  readonly onChange: (filter: Filter) => void;
}

/** A field for each attribute; each offers what exists under the others. */
export function FilterFields({ datasource, attributes, filter, range, idPrefix, onChange }: Props) {
  const offered = useOfferedValues(datasource, filter, range);
  const variables = datasource.variableNames();
  return (
    <Stack gap={1} wrap="wrap">
      {attributes.map((attribute) => (
        <FilterField
          key={attribute.id}
          id={`${idPrefix}-${attribute.id}`}
          label={attribute.label}
          chosen={filter[attribute.id] ?? []}
          offered={offered.values?.[attribute.id]}
          variables={variables}
          loading={offered.loading}
          error={offered.error}
          onChange={(values) => onChange({ ...filter, [attribute.id]: values })}
        />
      ))}
    </Stack>
  );
}

/** Returns the attributes that a kind of query filters by. */
export function filterAttributes({ filters }: Pick<AnyQueryKind, 'filters'>): readonly Attribute[] {
  return filters === 'run' ? ATTRIBUTES.filter(({ of }) => of === 'run') : ATTRIBUTES;
}
