import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Alert } from '@grafana/ui';
import React from 'react';

import { type NightlyOptions, type NightlySecrets } from '../types';
import { addressProblem, SettingInput } from './SettingInput';

/** Settings of the public nights: none is needed. */
export function PublicSettings(props: DataSourcePluginOptionsEditorProps<NightlyOptions, NightlySecrets>) {
  return (
    <>
      <Alert title="Real nights, without a token" severity="info">
        SGLang publishes the nights of its diffusion suites: one end-to-end time a case and night. Those of the serving
        benchmarks need GitHub as the source, and a token.
      </Alert>
      <SettingInput
        {...props}
        name="publicUrl"
        label="Folder"
        description="Holds index.json and a file for each run; SGLang's own if empty."
        placeholder="https://raw.githubusercontent.com/sgl-project/ci-data-diffusion/main/diffusion-comparisons"
        problem={addressProblem}
        isOptional
      />
    </>
  );
}
