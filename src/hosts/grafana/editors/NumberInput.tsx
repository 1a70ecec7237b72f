import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Field, Input } from '@grafana/ui';
import React from 'react';

import { type NightlyOptions, type NightlySecrets } from '../types';

interface Props extends DataSourcePluginOptionsEditorProps<NightlyOptions, NightlySecrets> {
  readonly name: 'cacheMinutes' | 'days' | 'keepDays' | 'smallestChange' | 'memoryMegabytes';
  readonly label: string;
  readonly description: string;
  /** What holds where nothing is given. */
  readonly placeholder: string;
  readonly least: number;
  readonly most: number;
}

/** Edits one setting that is a number; empty, it has its default. */
export function NumberInput({ name, label, description, placeholder, least, most, options, onOptionsChange }: Props) {
  const { jsonData } = options;
  const value = jsonData[name];
  const change = (text: string) =>
    onOptionsChange({ ...options, jsonData: { ...jsonData, [name]: text === '' ? undefined : Number(text) } });
  const isWrong = value !== undefined && !(value >= least && value <= most);
  const id = name === 'cacheMinutes' ? 'nightly-cache' : `nightly-${name}`;
  return (
    <Field
      label={label}
      htmlFor={id}
      description={description}
      invalid={isWrong}
      error={isWrong ? `From ${least} to ${most}.` : undefined}
    >
      <Input
        id={id}
        type="number"
        min={least}
        max={most}
        width={20}
        placeholder={placeholder}
        value={value ?? ''}
        onChange={({ currentTarget }) => change(currentTarget.value)}
      />
    </Field>
  );
}
