import { type TimeRange } from '@grafana/data';
import { Stack } from '@grafana/ui';
import React from 'react';

import { type Attribute, type Filter } from '../core';
import { type DataSource } from '../datasource';
import { FilterField } from './FilterField';

interface Props {
  readonly datasource: DataSource;
  readonly attributes: readonly Attribute[];
  readonly filter: Filter;
  readonly range?: TimeRange;
  readonly idPrefix: string;
  readonly onChange: (filter: Filter) => void;
}

/** A field for each attribute; each offers what exists under the others. */
export function FilterFields({ attributes, ...shared }: Props) {
  return (
    <Stack gap={1} wrap="wrap">
      {attributes.map((attribute) => (
        <FilterField key={attribute.id} attribute={attribute} {...shared} />
      ))}
    </Stack>
  );
}
