import { Combobox, type ComboboxOption, Field, Input, Stack } from '@grafana/ui';
import React, { useState } from 'react';

import { DEFAULT_SENSITIVITY, type Preset } from '../core';
import { type NightlyQuery } from '../types';

interface Props {
  readonly idPrefix: string;
  readonly query: NightlyQuery;
  readonly change: (changed: Partial<NightlyQuery>) => void;
}

const PRESETS: Array<ComboboxOption<Preset>> = [
  { value: 'low', label: 'Low', description: 'Fewer and surer changes' },
  { value: 'normal', label: 'Normal', description: 'Hardly a false alarm in a thousand quiet nights' },
  { value: 'high', label: 'High', description: 'Earlier, with more false alarms' },
];

/** Chooses how much it takes for a change to be told. */
export function SensitivityFields({ idPrefix, query, change }: Props) {
  const { preset = DEFAULT_SENSITIVITY.preset, smallestChange = DEFAULT_SENSITIVITY.smallestChange } = query;
  const [text, setText] = useState(String(smallestChange));
  const percent = Number(text);
  const invalid = text.trim() === '' || !(percent >= 0 && percent <= 100);
  return (
    <Stack gap={1} wrap="wrap">
      <Field label="Sensitivity" htmlFor={`${idPrefix}-preset`} noMargin>
        <Combobox
          id={`${idPrefix}-preset`}
          width={16}
          options={PRESETS}
          value={preset}
          onChange={({ value }) => change({ preset: value })}
        />
      </Field>
      <Field
        label="Smallest change, %"
        htmlFor={`${idPrefix}-smallest`}
        noMargin
        invalid={invalid}
        error={invalid ? 'Give a number from 0 to 100.' : undefined}
      >
        <Input
          id={`${idPrefix}-smallest`}
          width={12}
          inputMode="decimal"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onBlur={() => !invalid && change({ smallestChange: percent })}
        />
      </Field>
    </Stack>
  );
}
