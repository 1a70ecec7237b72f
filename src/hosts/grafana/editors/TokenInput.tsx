import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Field, SecretInput } from '@grafana/ui';
import React, { type ReactNode } from 'react';

import { type NightlyOptions, type NightlySecrets } from '../types';

interface Props extends DataSourcePluginOptionsEditorProps<NightlyOptions, NightlySecrets> {
  readonly name: 'collectorToken' | 'githubToken' | 'metricsSecret';
  /** The setting that tells the browser whether a token is stored, where that chooses the proxy's route. */
  readonly flag?: 'collectorWithToken';
  readonly label: string;
  readonly description: ReactNode;
}

/** Edits a token, which goes to Grafana's encrypted store and never comes back. */
export function TokenInput({ name, flag, label, description, options, onOptionsChange }: Props) {
  const { jsonData, secureJsonData, secureJsonFields } = options;
  const set = (value: string, stored: boolean) =>
    onOptionsChange({
      ...options,
      jsonData: flag ? { ...jsonData, [flag]: stored } : jsonData,
      secureJsonFields: { ...secureJsonFields, [name]: false },
      secureJsonData: { ...secureJsonData, [name]: value },
    });
  const id = `nightly-${name}`;
  return (
    <Field label={label} htmlFor={id} description={description}>
      <SecretInput
        id={id}
        width={50}
        isConfigured={secureJsonFields[name] ?? false}
        value={secureJsonData?.[name] ?? ''}
        onChange={({ currentTarget }) => set(currentTarget.value, currentTarget.value !== '')}
        onReset={() => set('', false)}
      />
    </Field>
  );
}
