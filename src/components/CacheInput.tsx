import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Field, Input } from '@grafana/ui';
import React from 'react';

import { DEFAULT_CACHE_MINUTES, type NightlyOptions, type NightlySecrets } from '../types';

/** Edits how long loaded runs are good. */
export function CacheInput({
  options,
  onOptionsChange,
}: DataSourcePluginOptionsEditorProps<NightlyOptions, NightlySecrets>) {
  const { jsonData } = options;
  const change = (text: string) =>
    onOptionsChange({ ...options, jsonData: { ...jsonData, cacheMinutes: text === '' ? undefined : Number(text) } });
  return (
    <Field
      label="Cache (minutes)"
      htmlFor="nightly-cache"
      description="How long loaded runs are shown before they are asked for again."
    >
      <Input
        id="nightly-cache"
        type="number"
        min={0}
        width={20}
        placeholder={String(DEFAULT_CACHE_MINUTES)}
        value={jsonData.cacheMinutes ?? ''}
        onChange={({ currentTarget }) => change(currentTarget.value)}
      />
    </Field>
  );
}
