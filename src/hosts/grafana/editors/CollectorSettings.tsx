import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import React from 'react';

import { type NightlyOptions, type NightlySecrets } from '../types';
import { addressProblem, SettingInput } from './SettingInput';
import { TokenInput } from './TokenInput';

/** Settings of the collector as the source. */
export function CollectorSettings(props: DataSourcePluginOptionsEditorProps<NightlyOptions, NightlySecrets>) {
  return (
    <>
      <SettingInput
        {...props}
        name="collectorUrl"
        label="Collector URL"
        description="As Grafana's server reaches it: the browser never does."
        placeholder="http://collector:8000"
        problem={addressProblem}
      />
      <TokenInput
        {...props}
        name="collectorToken"
        flag="collectorWithToken"
        label="Collector token"
        description="Only where the collector runs with SGLANG_NIGHTLY_AUTH_TOKEN."
      />
    </>
  );
}
