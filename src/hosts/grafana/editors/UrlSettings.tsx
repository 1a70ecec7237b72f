import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import React from 'react';

import { type NightlyOptions, type NightlySecrets } from '../types';
import { addressProblem, SettingInput } from './SettingInput';
import { TokenInput } from './TokenInput';

type Props = DataSourcePluginOptionsEditorProps<NightlyOptions, NightlySecrets>;

/** Settings of a published file as the source. Only Grafana's server sends a secret along. */
export function UrlSettings({ withServer, ...props }: Props & { readonly withServer: boolean }) {
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
      {withServer && (
        <>
          <SettingInput
            {...props}
            name="metricsHeader"
            label="Header"
            description="The header that the secret goes along in."
            placeholder="Authorization"
            isOptional
          />
          <TokenInput
            {...props}
            name="metricsSecret"
            label="Secret"
            description="The header's whole value, such as Bearer and a token. Only where the file is not public."
          />
        </>
      )}
    </>
  );
}
