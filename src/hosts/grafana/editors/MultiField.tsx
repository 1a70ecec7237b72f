import { type ComboboxOption, Field, Label, MultiCombobox } from '@grafana/ui';
import React from 'react';

interface Props {
  /** Id of the input, unique on the page. */
  readonly id: string;
  readonly label: string;
  readonly placeholder: string;
  /** Width of the field in units of 8 px, with nothing chosen and at most. */
  readonly widths: readonly [min: number, max: number];
  readonly options: Array<ComboboxOption<string>>;
  readonly value: readonly string[];
  readonly error?: string;
  readonly loading?: boolean;
  readonly isClearable?: boolean;
  readonly createCustomValue?: boolean;
  readonly onChange: (values: string[]) => void;
}

/**
 * Chooses several of many values under a label.
 *
 * The label is named by its id too: up to Grafana 12.3 `MultiCombobox` doesn't give its input the id it's given.
 */
export function MultiField({ id, label, widths: [minWidth, maxWidth], value, error, onChange, ...rest }: Props) {
  const labelId = `${id}-label`;
  return (
    <Field
      label={
        <Label id={labelId} htmlFor={id}>
          {label}
        </Label>
      }
      noMargin
      error={error}
      invalid={error !== undefined}
    >
      <MultiCombobox
        {...rest}
        id={id}
        aria-labelledby={labelId}
        width="auto"
        minWidth={minWidth}
        maxWidth={maxWidth}
        value={[...value]}
        onChange={(options) => onChange(options.map((option) => option.value))}
      />
    </Field>
  );
}
