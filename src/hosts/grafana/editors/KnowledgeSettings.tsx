import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Field, TextArea } from '@grafana/ui';
import React from 'react';

import { type NightlyOptions, type NightlySecrets } from '../types';

type Props = DataSourcePluginOptionsEditorProps<NightlyOptions, NightlySecrets>;

interface Setting {
  readonly name: 'acknowledgements' | 'aliases' | 'invalidRuns';
  readonly label: string;
  readonly description: string;
  readonly placeholder: string;
}

const SETTINGS: readonly Setting[] = [
  {
    name: 'acknowledgements',
    label: 'Acknowledgements',
    description:
      'Changes that somebody knows of, as YAML: they alert no more. Save & test says what is wrong, with its line.',
    placeholder: `- id: "0f3a5c7d9e1b"
  reason: Accepted for correctness.
- labels: { model: "zai-org/*", metric: ttft_ms }
  reason: The prompt got longer.
  until: 2026-12-31`,
  },
  {
    name: 'aliases',
    label: 'Aliases',
    description: 'What was renamed, as YAML: its series go on under the present name.',
    placeholder: `gpu_config:
  2-gpu-runner: 2-gpu-large
  2-gpu-h100: 2-gpu-large`,
  },
  {
    name: 'invalidRuns',
    label: 'Invalid runs',
    description: 'Runs that are taken out, as YAML: tables, charts and detection go on without them.',
    placeholder: `- run: 21338741812
  reason: It measured a staging image.`,
  },
];

/** Edits what somebody knows of the nights: which changes need no alert, and what was renamed. */
export function KnowledgeSettings({ options, onOptionsChange }: Props) {
  const { jsonData } = options;
  return (
    <>
      {SETTINGS.map(({ name, label, description, placeholder }) => (
        <Field key={name} label={label} htmlFor={`nightly-${name}`} description={description}>
          <TextArea
            id={`nightly-${name}`}
            rows={placeholder.split('\n').length + 1}
            cols={70}
            placeholder={placeholder}
            value={jsonData[name] ?? ''}
            onChange={({ currentTarget }) =>
              onOptionsChange({ ...options, jsonData: { ...jsonData, [name]: currentTarget.value } })
            }
          />
        </Field>
      ))}
    </>
  );
}
