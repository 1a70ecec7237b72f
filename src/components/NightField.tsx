import { Combobox, type ComboboxOption, Field, Input, Stack } from '@grafana/ui';
import React, { useState } from 'react';

import { type NightChoice } from '../core';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly value: NightChoice;
  readonly onChange: (choice: NightChoice) => void;
}

const OPTIONS: Array<ComboboxOption<NightChoice['kind']>> = [
  { value: 'latest', label: 'Latest', description: 'The newest selected run with results' },
  { value: 'previous', label: 'Run before', description: 'The run with results before it' },
  { value: 'days', label: 'Days earlier', description: 'The newest run at least so many days older' },
  { value: 'run', label: 'Run', description: 'A run by its number' },
  { value: 'branch', label: 'Branch', description: 'The newest run of a branch' },
  { value: 'commit', label: 'Commit', description: 'The newest run of a commit' },
  { value: 'tag', label: 'Tag or release', description: 'The newest run of a tag or of its release branch' },
  { value: 'text', label: 'Variable', description: 'Written as one text, such as days:7, run:ID or commit:SHA' },
];

type Value = { readonly label: string; readonly placeholder: string } | undefined;

const VALUES: Readonly<Record<NightChoice['kind'], Value>> = {
  latest: undefined,
  previous: undefined,
  days: { label: 'Days', placeholder: '7' },
  run: { label: 'Run number', placeholder: '21338741812 or $run' },
  branch: { label: 'Branch name', placeholder: 'release/v0.5.9 or $branch' },
  commit: { label: 'Commit', placeholder: '5cdb391 or $commit' },
  tag: { label: 'Tag', placeholder: 'v0.5.9 or $tag' },
  text: { label: 'Night', placeholder: '$night' },
};

/** Chooses a night. */
export function NightField({ id, label, value, onChange }: Props) {
  const [text, setText] = useState(value.value ?? '');
  const field = VALUES[value.kind];
  return (
    <Stack gap={1} wrap="wrap">
      <Field label={label} htmlFor={id} noMargin>
        <Combobox
          id={id}
          width={24}
          options={OPTIONS}
          value={value.kind}
          onChange={({ value: kind }) => onChange(VALUES[kind] ? { kind, value: text } : { kind })}
        />
      </Field>
      {field && (
        <Field label={field.label} htmlFor={`${id}-value`} noMargin>
          <Input
            id={`${id}-value`}
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
