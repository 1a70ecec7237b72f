import { type QueryEditorProps } from '@grafana/data';
import { Combobox, type ComboboxOption, Field, Stack } from '@grafana/ui';
import React from 'react';

import { ATTRIBUTES } from '../core';
import { type DataSource } from '../datasource';
import { type NightlyOptions, type NightlyQuery } from '../types';
import { ChangesFields } from './ChangesFields';
import { FilterFields } from './FilterFields';
import { MetricsField } from './MetricsField';

type Props = QueryEditorProps<DataSource, NightlyQuery, NightlyOptions>;

const KINDS: Array<ComboboxOption<'runs' | 'changes'>> = [
  {
    value: 'runs',
    label: 'Runs',
    description: 'Each run, with links to it, its commit and the commits since the one before',
  },
  { value: 'changes', label: 'Changes', description: 'Where a level changed, with the suspect commits' },
];

const ID_PREFIX = 'nightly-annotation';

/** Edits which runs, or which changes, become annotations. */
export function AnnotationQueryEditor({ query, datasource, range, onChange, onRunQuery }: Props) {
  const { filter = {}, metrics = [] } = query;
  const kind = query.kind === 'changes' ? 'changes' : 'runs';
  const change = (changed: Partial<NightlyQuery>) => {
    onChange({ ...query, kind, ...changed });
    onRunQuery();
  };
  return (
    <Stack direction="column" gap={1}>
      <Stack gap={1} wrap="wrap">
        <Field label="Show" htmlFor={`${ID_PREFIX}-kind`} noMargin>
          <Combobox
            id={`${ID_PREFIX}-kind`}
            width={22}
            options={KINDS}
            value={kind}
            onChange={({ value }) => change({ kind: value, metrics: [] })}
          />
        </Field>
        {kind === 'changes' && (
          <>
            <MetricsField
              id={`${ID_PREFIX}-metrics`}
              value={metrics}
              mayBeEmpty
              onChange={(value) => change({ metrics: value })}
            />
            <ChangesFields idPrefix={ID_PREFIX} query={{ ...query, view: 'events' }} change={change} fixedView />
          </>
        )}
      </Stack>
      <FilterFields
        datasource={datasource}
        attributes={kind === 'runs' ? ATTRIBUTES.filter(({ of }) => of === 'run') : ATTRIBUTES}
        filter={filter}
        range={range}
        idPrefix={ID_PREFIX}
        onChange={(changed) => change({ filter: changed })}
      />
    </Stack>
  );
}
