import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Alert, TextLink } from '@grafana/ui';
import React, { type ComponentProps } from 'react';

import { isRepository } from '../../../core';
import { type NightlyOptions, type NightlySecrets } from '../types';
import { addressProblem, SettingInput } from './SettingInput';
import { TokenInput } from './TokenInput';

type SettingsProps = DataSourcePluginOptionsEditorProps<NightlyOptions, NightlySecrets>;
type Setting = Omit<ComponentProps<typeof SettingInput>, keyof SettingsProps>;

const SETTINGS: readonly Setting[] = [
  {
    name: 'repository',
    label: 'Repository',
    description: 'Owner and name.',
    placeholder: 'sgl-project/sglang',
    problem: (text) => (isRepository(text) ? undefined : 'Give it as owner/name.'),
  },
  {
    name: 'workflows',
    label: 'Workflows',
    description:
      "Files and the names of their artifacts, as FILE: NAME, NAME; FILE: NAME. SGLang's nightly ones if empty.",
    placeholder: 'nightly-test-nvidia.yml: consolidated-metrics-{run}, diffusion-benchmark-{run}',
    isOptional: true,
  },
  {
    name: 'workflow',
    label: 'Workflow file',
    description: 'Its name in .github/workflows.',
    placeholder: 'nightly-test-nvidia.yml',
  },
  {
    name: 'artifactPrefix',
    label: 'Artifact prefix',
    description: "An artifact's name is this and the run's id.",
    placeholder: 'consolidated-metrics-',
  },
  { name: 'event', label: 'Event', description: 'Only runs started by it; all if empty.', placeholder: 'schedule' },
  {
    name: 'githubUrl',
    label: 'API URL',
    description: 'For GitHub Enterprise https://HOST/api/v3 or https://api.NAME.ghe.com.',
    placeholder: 'https://api.github.com',
    problem: addressProblem,
  },
];

/** What `workflows` says too: shown where a data source has it. */
const OF_OLD: ReadonlySet<Setting['name']> = new Set(['workflow', 'artifactPrefix'] as const);

/** Where GitHub makes a token; what it may do is chosen there, for GitHub takes no permissions from a link. */
const NEW_TOKEN = 'https://github.com/settings/personal-access-tokens/new';

/** Settings of GitHub as the source: the token first, for everything else has a default. */
export function GitHubSettings({ withServer, ...props }: SettingsProps & { readonly withServer: boolean }) {
  const { jsonData } = props.options;
  const shown = SETTINGS.filter(({ name }) => !OF_OLD.has(name) || jsonData[name]);
  return (
    <>
      {withServer ? (
        <TokenInput
          {...props}
          name="githubToken"
          label="Token"
          description={
            <>
              Fine-grained, &quot;Actions: read&quot; on this repository alone:{' '}
              <TextLink href={NEW_TOKEN} external inline>
                create one
              </TextLink>
              . Without one there are runs, but no results.
            </>
          }
        />
      ) : (
        <Alert title="Runs without results" severity="info">
          A browser can list the runs of a public repository, but GitHub gives their results from a storage that
          browsers cannot read (no CORS headers). For results, use the plugin with its server part, or run the collector
          and choose it as the source.
        </Alert>
      )}
      {shown.map((setting) => (
        <SettingInput key={setting.name} {...props} isOptional={withServer} {...setting} />
      ))}
    </>
  );
}
