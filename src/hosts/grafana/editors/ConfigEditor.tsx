import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Alert, type ComboboxOption, Field, FieldSet } from '@grafana/ui';
import React, { useEffect } from 'react';

import { DEFAULT_SOURCE, type NightlyOptions, type NightlySecrets, type SourceKind } from '../types';
import { Choice } from './Choice';
import { CollectorSettings } from './CollectorSettings';
import { GitHubSettings } from './GitHubSettings';
import { hasServerPart } from './hasServerPart';
import { KeepingSettings } from './KeepingSettings';
import { KnowledgeSettings } from './KnowledgeSettings';
import { PublicSettings } from './PublicSettings';
import { UrlSettings } from './UrlSettings';

type Props = DataSourcePluginOptionsEditorProps<NightlyOptions, NightlySecrets>;

/** What there is to choose from; the first text is true with a server part, the second in the browser alone. */
const SOURCES: ReadonlyArray<{ value: SourceKind; label: string; texts: readonly [string, string] }> = [
  {
    value: 'github',
    label: 'GitHub',
    texts: ["All results from the API, archived by Grafana's server", 'Runs straight from the API, without results'],
  },
  {
    value: 'collector',
    label: 'Collector',
    texts: [
      'A collector that runs beside Grafana: a longer history, and faster',
      'The service that archives the nights: all results, full history, fast',
    ],
  },
  {
    value: 'public',
    label: 'Public nights',
    texts: [
      "SGLang's diffusion nights as it publishes them: real, without a token",
      "SGLang's diffusion nights as it publishes them: real, without a token",
    ],
  },
  { value: 'url', label: 'URL', texts: ['A published metrics_data.json', 'A published metrics_data.json'] },
  { value: 'demo', label: 'Demo', texts: ['Invented nights, to look around', 'Invented nights, to look around'] },
];

/** What a newly chosen source is filled in with: the proxy's routes read it, so that a placeholder is not enough. */
const FIRST: Readonly<Partial<Record<SourceKind, NightlyOptions>>> = {
  github: { githubUrl: 'https://api.github.com', repository: 'sgl-project/sglang' },
};

/** Edits the settings of a data source: where the runs come from, and what that needs. */
export function ConfigEditor(props: Props) {
  const { options, onOptionsChange } = props;
  const { jsonData } = options;
  const withServer = hasServerPart(options.uid);
  const { source = DEFAULT_SOURCE } = jsonData;
  const choices = SOURCES.map(({ value, label, texts }): ComboboxOption<SourceKind> => {
    const [inServer, inBrowser] = texts;
    return { value, label, description: withServer ? inServer : inBrowser };
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
          onChange={({ value }) => change({ ...FIRST[value], ...filledIn(jsonData), source: value })}
        />
      </Field>
      {source === 'collector' && <CollectorSettings {...props} />}
      {source === 'github' && <GitHubSettings {...props} withServer={withServer} />}
      {source === 'public' && <PublicSettings {...props} />}
      {source === 'url' && <UrlSettings {...props} withServer={withServer} />}
      {source === 'demo' && (
        <Alert title="Demo" severity="info">
          The nights are invented, with a few planted regressions. Every panel says so.
        </Alert>
      )}
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
      const first = { ...FIRST[DEFAULT_SOURCE], ...filledIn(jsonData), source: DEFAULT_SOURCE };
      onOptionsChange({ ...options, jsonData: first });
    }
  }, [withServer, jsonData, options, onOptionsChange]);
}

function filledIn(options: NightlyOptions): NightlyOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== ''));
}
