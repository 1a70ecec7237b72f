import { Combobox, type ComboboxOption, Field, Stack } from '@grafana/ui';
import React from 'react';

import { CHANGE_STATES, type ChangeView } from '../core';
import { type NightlyQuery } from '../types';
import { MultiField } from './MultiField';
import { SensitivityFields } from './SensitivityFields';

interface Props {
  readonly idPrefix: string;
  readonly query: NightlyQuery;
  readonly change: (changed: Partial<NightlyQuery>) => void;
  /** Whether the view can't be chosen, as in annotations. */
  readonly fixedView?: boolean;
}

const VIEWS: Array<ComboboxOption<ChangeView>> = [
  { value: 'events', label: 'Changes', description: 'A row a change, and what is missing or failed' },
  { value: 'incidents', label: 'Incidents', description: 'Changes that may have begun with the same commits' },
  { value: 'series', label: 'Series', description: 'Level, noise and smallest detectable change of each series' },
  { value: 'fleet', label: 'Fleet', description: 'A line a GPU configuration' },
];

const STATES: Array<ComboboxOption<string>> = CHANGE_STATES.map((state) => ({ value: state, label: state }));

/** Chooses how changes are shown, and which. */
export function ChangesFields({ idPrefix, query, change, fixedView = false }: Props) {
  const { view = 'events', states = [] } = query;
  return (
    <Stack gap={1} wrap="wrap">
      {!fixedView && (
        <Field label="As" htmlFor={`${idPrefix}-view`} noMargin>
          <Combobox
            id={`${idPrefix}-view`}
            width={20}
            options={VIEWS}
            value={view}
            onChange={({ value }) => change({ view: value })}
          />
        </Field>
      )}
      {view !== 'fleet' && (
        <MultiField
          id={`${idPrefix}-states`}
          label="States"
          placeholder={view === 'series' ? 'All' : 'What needs attention'}
          widths={[26, 60]}
          options={STATES}
          value={states}
          onChange={(values) => change({ states: CHANGE_STATES.filter((state) => values.includes(state)) })}
        />
      )}
      <SensitivityFields idPrefix={idPrefix} query={query} change={change} />
    </Stack>
  );
}
