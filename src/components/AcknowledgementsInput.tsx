import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Field, TextArea } from '@grafana/ui';
import React from 'react';

import { type NightlyOptions, type NightlySecrets } from '../types';

const EXAMPLE = `- id: "0f3a5c7d9e1b"
  reason: Accepted for correctness.
- labels: { model: "zai-org/*", metric: ttft_ms }
  reason: The prompt got longer.
  until: 2026-12-31`;

/** Edits the changes that somebody knows of: they no longer alert, and their level is the reference from then on. */
export function AcknowledgementsInput({
  options,
  onOptionsChange,
}: DataSourcePluginOptionsEditorProps<NightlyOptions, NightlySecrets>) {
  const { jsonData } = options;
  return (
    <Field
      label="Acknowledgements"
      htmlFor="nightly-acknowledgements"
      description="Changes that somebody knows of, as YAML: they alert no more. Save & test says what is wrong, with its line."
    >
      <TextArea
        id="nightly-acknowledgements"
        rows={6}
        cols={70}
        placeholder={EXAMPLE}
        value={jsonData.acknowledgements ?? ''}
        onChange={({ currentTarget }) =>
          onOptionsChange({ ...options, jsonData: { ...jsonData, acknowledgements: currentTarget.value } })
        }
      />
    </Field>
  );
}
