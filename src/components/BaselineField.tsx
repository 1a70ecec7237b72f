import { Combobox, type ComboboxOption, Field, Input, Stack } from '@grafana/ui';
import React, { useState } from 'react';

import { type Baseline } from '../core';

interface Props {
  readonly idPrefix: string;
  readonly value: Baseline;
  readonly onChange: (baseline: Baseline) => void;
}

const OPTIONS: Array<ComboboxOption<Baseline['kind']>> = [
  { value: 'previous', label: 'Run before', description: 'The run with results before the newest' },
  { value: 'days', label: 'Days earlier', description: 'The newest run at least so many days older' },
  { value: 'run', label: 'Run', description: 'A run by its number' },
  { value: 'branch', label: 'Branch', description: 'The newest run of a branch' },
];

const VALUES: Readonly<Record<Baseline['kind'], { readonly label: string; readonly placeholder: string } | undefined>> =
  {
    previous: undefined,
    days: { label: 'Days', placeholder: '7' },
    run: { label: 'Run number', placeholder: '21338741812 or $run' },
    branch: { label: 'Branch name', placeholder: 'release/v0.5.9 or $branch' },
  };

/** Chooses what the newest night is compared with. */
export function BaselineField({ idPrefix, value, onChange }: Props) {
  const [text, setText] = useState(value.value ?? '');
  const field = VALUES[value.kind];
  return (
    <Stack gap={1} wrap="wrap">
      <Field label="Compare with" htmlFor={`${idPrefix}-baseline`} noMargin>
        <Combobox
          id={`${idPrefix}-baseline`}
          width={24}
          options={OPTIONS}
          value={value.kind}
          onChange={({ value: kind }) => onChange({ kind, value: kind === 'previous' ? undefined : text })}
        />
      </Field>
      {field && (
        <Field label={field.label} htmlFor={`${idPrefix}-baseline-value`} noMargin>
          <Input
            id={`${idPrefix}-baseline-value`}
            width={30}
            placeholder={field.placeholder}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            onBlur={() => onChange({ ...value, value: text })}
          />
        </Field>
      )}
    </Stack>
  );
}
