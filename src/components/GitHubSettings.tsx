import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Alert } from '@grafana/ui';
import React, { type ComponentProps } from 'react';

import { isRepository } from '../core';
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
    description: 'For GitHub Enterprise https://HOST/api/v3.',
    placeholder: 'https://api.github.com',
    problem: addressProblem,
  },
];

/** Settings of GitHub as the source. */
export function GitHubSettings({ withServer, ...props }: SettingsProps & { readonly withServer: boolean }) {
  return (
    <>
      {!withServer && (
        <Alert title="Runs, but seldom results" severity="info">
          A browser can list the runs, but GitHub gives their results from a storage that browsers cannot read (no CORS
          headers). For results, use the plugin with its server part, or run the collector and choose it as the source.
        </Alert>
      )}
      {SETTINGS.map((setting) => (
        <SettingInput key={setting.name} {...props} {...setting} />
      ))}
      <TokenInput
        {...props}
        name="githubToken"
        flag="githubWithToken"
        label="Token"
        description='Fine-grained, "Actions: read" on this repository alone. Without one there are runs, but no results.'
      />
    </>
  );
}
