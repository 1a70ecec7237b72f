import { Field, Input, Stack } from '@grafana/ui';
import React from 'react';

import { NIGHT_CHOICES, type NightChoice } from '../../../core';
import { Choice } from './Choice';
import { comboboxOptions } from './valueOptions';
import { useDraft } from './useDraft';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly value: NightChoice;
  readonly onChange: (choice: NightChoice) => void;
}

const OPTIONS = comboboxOptions(NIGHT_CHOICES);

/** Chooses a night. */
export function NightField({ id, label, value, onChange }: Props) {
  const [text, setText] = useDraft(value.value ?? '');
  const field = neededBy(value.kind);
  return (
    <Stack gap={1} wrap="wrap">
      <Field label={label} htmlFor={id} noMargin>
        <Choice
          id={id}
          width={24}
          options={OPTIONS}
          value={value.kind}
          onChange={({ value: kind }) => onChange(neededBy(kind) ? { kind, value: text } : { kind })}
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

/** The value that a way to choose a night needs besides, if any. */
function neededBy(kind: NightChoice['kind']) {
  const choice = NIGHT_CHOICES.find(({ value }) => value === kind);
  return choice && 'needs' in choice ? choice.needs : undefined;
}
