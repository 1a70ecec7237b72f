import { type ComboboxOption, Field, InlineSwitch } from '@grafana/ui';
import React from 'react';

import { type MetricId, type NightChoice, type QueryOption } from '../../../core';
import { Choice } from './Choice';
import { comboboxOptions } from './valueOptions';
import { LegendField } from './LegendField';
import { MultiField } from './MultiField';
import { NightField } from './NightField';
import { PercentField } from './PercentField';

interface Props {
  readonly id: string;
  readonly option: QueryOption;
  /** What the option is, its default where the query says nothing. */
  readonly value: unknown;
  readonly metrics: readonly MetricId[];
  readonly onChange: (value: unknown) => void;
}

/** Edits one option of a query, in the way that the option asks for. Its values are what its schema lets through. */
export function OptionField({ id, option: { label, help, field }, value, metrics, onChange }: Props) {
  const shared = { id, label, onChange };
  switch (field.as) {
    case 'switch':
      return (
        <Field label={label} description={help} htmlFor={id} noMargin>
          <InlineSwitch id={id} value={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
        </Field>
      );
    case 'choice':
      return (
        <Field label={label} htmlFor={id} noMargin>
          <Choice
            id={id}
            width={20}
            options={withVariable(comboboxOptions(field.choices), value as string)}
            value={value as string}
            onChange={(chosen) => onChange(chosen.value)}
          />
        </Field>
      );
    case 'choices':
      return (
        <MultiField
          {...shared}
          placeholder={field.none}
          widths={[26, 60]}
          options={comboboxOptions(field.choices)}
          value={value as readonly string[]}
          onChange={(values) => onChange(field.choices.map((one) => one.value).filter((one) => values.includes(one)))}
        />
      );
    case 'percent':
      return <PercentField {...shared} value={value as number} />;
    case 'legend':
      return <LegendField {...shared} value={value as string} metrics={metrics} />;
    case 'night':
      return <NightField {...shared} value={value as NightChoice} />;
  }
}

/** Offers the variable too that stands where one of the choices would. */
function withVariable(options: Array<ComboboxOption<string>>, value: string): Array<ComboboxOption<string>> {
  return options.some((option) => option.value === value) ? options : [...options, { value, label: value }];
}
