import { type QueryEditorProps } from '@grafana/data';
import { type ComboboxOption, Field, Stack } from '@grafana/ui';
import React from 'react';

import { ATTRIBUTES, type AttributeId, type Filter, RUN_ATTRIBUTES } from '../../../core';
import { type NightlyOptions, type NightlyQuery, type NightlyVariableQuery } from '../types';
import { Choice } from './Choice';
import { FilterFields, shownAttributes } from './FilterFields';
import { type NightlyDataSource } from './nightlyDataSource';
import { useOfferedValues } from './useOfferedValues';

type Props = QueryEditorProps<NightlyDataSource, NightlyQuery, NightlyOptions, NightlyVariableQuery>;

type Listed = AttributeId | 'nights';

const OPTIONS: Array<ComboboxOption<Listed>> = [
  ...ATTRIBUTES.map(({ id, label, description }) => ({ value: id, label, description })),
  { value: 'nights', label: 'Nights', description: 'Runs to compare, for a night chosen by variable' },
];
const ID = 'nightly-variable';

/** Edits what a template variable lists: an attribute, under filters that may use the variables before it. */
export function VariableQueryEditor({ query, datasource, range, onChange }: Props) {
  const { filter = {} } = query;
  const listed: Listed = query.kind === 'nights' ? 'nights' : (query.attribute ?? 'model');
  const offered = useOfferedValues(datasource, filter, range);
  const attributes = (listed === 'nights' ? RUN_ATTRIBUTES : ATTRIBUTES).filter(({ id }) => id !== listed);
  const change = (to: Listed, filterBy: Filter) =>
    onChange({
      refId: query.refId || 'NightlyVariable',
      ...(to === 'nights' ? { kind: 'nights' } : { kind: 'values', attribute: to }),
      filter: filterBy,
    });
  return (
    <Stack direction="column" gap={1}>
      <Field label="Values of" htmlFor={`${ID}-attribute`} noMargin>
        <Choice
          id={`${ID}-attribute`}
          width={30}
          options={OPTIONS}
          value={listed}
          onChange={({ value }) => change(value, filter)}
        />
      </Field>
      <Stack gap={1} wrap="wrap">
        <FilterFields
          attributes={shownAttributes(attributes, filter, offered)}
          offered={offered}
          variables={datasource.variableNames()}
          filter={filter}
          idPrefix={ID}
          onChange={(value) => change(listed, value)}
        />
      </Stack>
    </Stack>
  );
}
