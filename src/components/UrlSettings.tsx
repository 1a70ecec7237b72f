import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import React from 'react';

import { type NightlyOptions, type NightlySecrets } from '../types';
import { addressProblem, SettingInput } from './SettingInput';

/** Settings of a published file as the source. */
export function UrlSettings(props: DataSourcePluginOptionsEditorProps<NightlyOptions, NightlySecrets>) {
  return (
    <>
      <SettingInput
        {...props}
        name="metricsUrl"
        label="File URL"
        description="A JSON array of run documents, as `sglang-nightly fetch` or SGLang's own script writes it."
        placeholder="https://example.org/metrics_data.json"
        problem={addressProblem}
      />
      <SettingInput
        {...props}
        name="repository"
        label="Repository"
        description="For links to runs and commits; no links if empty."
        placeholder="sgl-project/sglang"
      />
    </>
  );
}
