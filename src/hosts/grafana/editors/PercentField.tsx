import { Field, Input } from '@grafana/ui';
import React from 'react';

import { useDraft } from './useDraft';

interface Props {
  readonly id: string;
  readonly label: string;
  readonly value: number;
  readonly onChange: (percent: number) => void;
}

/** Edits a number from 0 to 100. */
export function PercentField({ id, label, value, onChange }: Props) {
  const [text, setText] = useDraft(String(value));
  const percent = Number(text);
  const invalid = text.trim() === '' || !(percent >= 0 && percent <= 100);
  return (
    <Field
      label={label}
      htmlFor={id}
      noMargin
      invalid={invalid}
      error={invalid ? 'Enter a number from 0 to 100.' : undefined}
    >
      <Input
        id={id}
        width={12}
        inputMode="decimal"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => !invalid && onChange(percent)}
      />
    </Field>
  );
}
