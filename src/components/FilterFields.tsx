import { type TimeRange } from '@grafana/data';
import { Stack } from '@grafana/ui';
import React from 'react';

import { type AnyQueryKind, type Attribute, type AttributeId, ATTRIBUTES, type Filter } from '../core';
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

/** Attributes that only some forms of night have: there is a field for them where the nights have them, or where one is chosen. */
const SELDOM: ReadonlySet<AttributeId> = new Set([
  'framework',
  'precision',
  'topology',
  'concurrency',
  'testSuite',
  'testName',
  'case',
  'methodology',
] as const);

/** A field for each attribute; each offers what exists under the others. */
export function FilterFields({ datasource, attributes, filter, range, idPrefix, onChange }: Props) {
  const offered = useOfferedValues(datasource, filter, range);
  const variables = datasource.variableNames();
  const isShown = ({ id }: Attribute) =>
    !SELDOM.has(id) || (filter[id]?.length ?? 0) > 0 || (offered.values?.[id]?.length ?? 0) > 0;
  return (
    <Stack gap={1} wrap="wrap">
      {attributes.filter(isShown).map((attribute) => (
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
