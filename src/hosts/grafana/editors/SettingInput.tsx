import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Field, Input } from '@grafana/ui';
import React from 'react';

import { type NightlyOptions, type NightlySecrets } from '../types';

type TextSetting =
  | 'collectorUrl'
  | 'githubUrl'
  | 'repository'
  | 'workflows'
  | 'workflow'
  | 'artifactPrefix'
  | 'event'
  | 'publicUrl'
  | 'metricsHeader'
  | 'metricsUrl';

interface Props extends DataSourcePluginOptionsEditorProps<NightlyOptions, NightlySecrets> {
  readonly name: TextSetting;
  readonly label: string;
  readonly description: string;
  readonly placeholder: string;
  /** Says what is wrong with a text, if anything is. */
  readonly problem?: (text: string) => string | undefined;
  /** Whether the placeholder is what holds where nothing is given. */
  readonly isOptional?: boolean;
}

/** Edits one setting that is a text. Addresses lose a slash at the end, for the proxy's routes append to them. */
export function SettingInput({ name, label, description, placeholder, ...props }: Props) {
  const { problem, isOptional = false, options, onOptionsChange } = props;
  const text = options.jsonData[name] ?? '';
  const save = (value: string) =>
    value !== text && onOptionsChange({ ...options, jsonData: { ...options.jsonData, [name]: value } });
  const wrong = isOptional && text.trim() === '' ? undefined : problem?.(text.trim());
  const id = `nightly-${name}`;
  return (
    <Field label={label} htmlFor={id} description={description} invalid={wrong !== undefined} error={wrong}>
      <Input
        id={id}
        width={50}
        placeholder={placeholder}
        value={text}
        onChange={({ currentTarget }) => save(currentTarget.value)}
        onBlur={() => save(text.trim().replace(/\/+$/, ''))}
      />
    </Field>
  );
}

/** Returns what is wrong with an address that the proxy shall reach. */
export function addressProblem(text: string): string | undefined {
  return /^https?:\/\/[^\s/?#]+[^\s?#]*$/.test(text)
    ? undefined
    : 'Give a whole address that begins with http:// or https://.';
}
