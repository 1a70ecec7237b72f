import { type QueryEditorProps } from '@grafana/data';
import { Combobox, type ComboboxOption, Field, Stack } from '@grafana/ui';
import React from 'react';

import { ATTRIBUTES, type AttributeId, type Filter } from '../core';
import { type DataSource } from '../datasource';
import { type NightlyOptions, type NightlyQuery, type NightlyVariableQuery } from '../types';
import { FilterFields } from './FilterFields';

type Props = QueryEditorProps<DataSource, NightlyQuery, NightlyOptions, NightlyVariableQuery>;

const OPTIONS: Array<ComboboxOption<AttributeId>> = ATTRIBUTES.map(({ id, label, description }) => ({
  value: id,
  label,
  description,
}));
const ID = 'nightly-variable';

/** Edits what a template variable lists: an attribute, under filters that may use the variables before it. */
export function VariableQueryEditor({ query, datasource, range, onChange }: Props) {
  const { attribute = 'model', filter = {} } = query;
  const change = (changed: { attribute?: AttributeId; filter?: Filter }) =>
    onChange({ refId: query.refId || 'NightlyVariable', kind: 'values', attribute, filter, ...changed });
  return (
    <Stack direction="column" gap={1}>
      <Field label="Values of" htmlFor={`${ID}-attribute`} noMargin>
        <Combobox
          id={`${ID}-attribute`}
          width={30}
          options={OPTIONS}
          value={attribute}
          onChange={({ value }) => change({ attribute: value })}
        />
      </Field>
      <FilterFields
        datasource={datasource}
        attributes={ATTRIBUTES.filter(({ id }) => id !== attribute)}
        filter={filter}
        range={range}
        idPrefix={ID}
        onChange={(value) => change({ filter: value })}
      />
    </Stack>
  );
}
