import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Alert, Combobox, type ComboboxOption, Field, FieldSet, Input } from '@grafana/ui';
import React from 'react';

import { DEFAULT_CACHE_MINUTES, type NightlyOptions, type NightlySecrets, type SourceKind } from '../types';
import { CollectorSettings } from './CollectorSettings';
import { GitHubSettings } from './GitHubSettings';
import { UrlSettings } from './UrlSettings';

type Props = DataSourcePluginOptionsEditorProps<NightlyOptions, NightlySecrets>;

const SOURCES: Array<ComboboxOption<SourceKind>> = [
  {
    value: 'collector',
    label: 'Collector',
    description: 'The service that archives the nights: all results, full history, fast',
  },
  {
    value: 'github',
    label: 'GitHub',
    description: 'Runs straight from the API; results only where a browser can have them',
  },
  { value: 'url', label: 'URL', description: 'A published metrics_data.json' },
  { value: 'demo', label: 'Demo', description: 'Invented nights, to look around' },
];

/** What a newly chosen source is filled in with: the proxy's routes read it, so that a placeholder is not enough. */
const FIRST: Readonly<Partial<Record<SourceKind, NightlyOptions>>> = {
  github: { githubUrl: 'https://api.github.com', repository: 'sgl-project/sglang' },
};

/** Edits the settings of a data source: where the runs come from, and what that needs. */
export function ConfigEditor(props: Props) {
  const { options, onOptionsChange } = props;
  const { jsonData } = options;
  const { source = 'collector', cacheMinutes } = jsonData;
  const change = (changed: Partial<NightlyOptions>) =>
    onOptionsChange({ ...options, jsonData: { ...jsonData, ...changed } });
  return (
    <FieldSet label="Source of the nights">
      <Field label="Source" htmlFor="nightly-source">
        <Combobox
          id="nightly-source"
          width={50}
          options={SOURCES}
          value={source}
          onChange={({ value }) => change({ ...FIRST[value], ...filledIn(jsonData), source: value })}
        />
      </Field>
      {source === 'collector' && <CollectorSettings {...props} />}
      {source === 'github' && <GitHubSettings {...props} />}
      {source === 'url' && <UrlSettings {...props} />}
      {source === 'demo' && (
        <Alert title="Demo" severity="info">
          The nights are invented, with a few planted regressions. Every panel says so.
        </Alert>
      )}
      {(source === 'github' || source === 'url') && (
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
            value={cacheMinutes ?? ''}
            onChange={({ currentTarget }) =>
              change({ cacheMinutes: currentTarget.value === '' ? undefined : Number(currentTarget.value) })
            }
          />
        </Field>
      )}
    </FieldSet>
  );
}

function filledIn(options: NightlyOptions): NightlyOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== ''));
}
