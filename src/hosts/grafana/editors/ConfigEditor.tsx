import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Alert, type ComboboxOption, Field, FieldSet } from '@grafana/ui';
import React, { useEffect } from 'react';

import { DEFAULT_SOURCE, SOURCE_KINDS, type SourceKind, sourceOf } from '../../../sources/registry';
import { type NightlyOptions, type NightlySecrets } from '../types';
import { Choice } from './Choice';
import { hasServerPart } from './hasServerPart';
import { KeepingSettings } from './KeepingSettings';
import { KnowledgeSettings } from './KnowledgeSettings';
import { SettingsForm } from './SettingsForm';

type Props = DataSourcePluginOptionsEditorProps<NightlyOptions, NightlySecrets>;

/** A newly chosen source is filled in with its defaults: the proxy's routes read them, so that a placeholder is not enough. */
function firstOf(kind: SourceKind): NightlyOptions {
  const { proxied, settings } = sourceOf(kind);
  const defaults = settings.flatMap(({ name, default: first }) => (proxied && first ? [[name, first] as const] : []));
  return Object.fromEntries(defaults);
}

/** Edits the settings of a data source: where the runs come from, and what that needs. */
export function ConfigEditor(props: Props) {
  const { options, onOptionsChange } = props;
  const { jsonData } = options;
  const withServer = hasServerPart(options.uid);
  const { source = DEFAULT_SOURCE } = jsonData;
  const choices = SOURCE_KINDS.map((value): ComboboxOption<SourceKind> => {
    const { label, texts } = sourceOf(value);
    return { value, label, description: texts[withServer ? 0 : 1] };
  });
  const change = (changed: Partial<NightlyOptions>) =>
    onOptionsChange({ ...options, jsonData: { ...jsonData, ...changed } });
  useFirstChoice(props, withServer);
  return (
    <FieldSet label="Source of the nights">
      <Alert title={withServer ? "Answered by Grafana's server" : 'Answered in the browser'} severity="info">
        {withServer
          ? 'It reads the source, keeps what it has read, and looks for changes: alert rules and expressions work.'
          : 'This build of the plugin has no server part: alert rules need a collector and Prometheus.'}
      </Alert>
      <Field label="Source" htmlFor="nightly-source">
        <Choice
          id="nightly-source"
          width={50}
          options={choices}
          value={source}
          onChange={({ value }) => change({ ...firstOf(value), ...filledIn(jsonData), source: value })}
        />
      </Field>
      <SettingsForm {...props} kind={source} withServer={withServer} />
      {(source === 'github' || source === 'public' || source === 'url') && (
        <KeepingSettings {...props} withServer={withServer} />
      )}
      {withServer && source !== 'collector' && <KnowledgeSettings {...props} />}
    </FieldSet>
  );
}

/** Without a server part the proxy's routes read what a new data source begins with; a server part knows it by itself. */
function useFirstChoice({ options, onOptionsChange }: Props, withServer: boolean): void {
  const { jsonData } = options;
  useEffect(() => {
    if (!withServer && jsonData.source === undefined) {
      const first = { ...firstOf(DEFAULT_SOURCE), ...filledIn(jsonData), source: DEFAULT_SOURCE };
      onOptionsChange({ ...options, jsonData: first });
    }
  }, [withServer, jsonData, options, onOptionsChange]);
}

function filledIn(options: NightlyOptions): NightlyOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== ''));
}
