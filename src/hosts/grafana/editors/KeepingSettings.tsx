import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { type ComboboxOption, Field } from '@grafana/ui';
import React, { type ComponentProps } from 'react';

import { DEFAULT_SENSITIVITY, type Preset, PRESETS } from '../../../core';
import { DEFAULT_CACHE_MINUTES, type NightlyOptions, type NightlySecrets } from '../types';
import { Choice } from './Choice';
import { NumberInput } from './NumberInput';

type Props = DataSourcePluginOptionsEditorProps<NightlyOptions, NightlySecrets>;
type NumberSetting = Omit<ComponentProps<typeof NumberInput>, keyof Props>;

/** What Grafana's server keeps, and for how long. */
const KEPT: readonly NumberSetting[] = [
  {
    name: 'days',
    label: 'Days',
    description: 'How far back the source is asked. What is archived stays.',
    placeholder: '90 of GitHub',
    least: 1,
    most: 3650,
  },
  {
    name: 'keepDays',
    label: 'Keep (days)',
    description: 'Removes older nights from the archive; they stay if empty.',
    placeholder: 'they stay',
    least: 7,
    most: 36_500,
  },
];

const FOUND: readonly NumberSetting[] = [
  {
    name: 'smallestChange',
    label: 'Smallest change (%)',
    description: 'What is smaller is not reported.',
    placeholder: `${DEFAULT_SENSITIVITY.smallestChange}`,
    least: 0,
    most: 100,
  },
  {
    name: 'memoryMegabytes',
    label: 'Memory (MB)',
    description: "What the program in Grafana's server may use.",
    placeholder: '512',
    least: 128,
    most: 4096,
  },
];

const CHOICES: Array<ComboboxOption<Preset>> = PRESETS.map((value) => ({ value, label: value }));

/** How long loaded runs are good; and which nights Grafana's server keeps, for how long, and what is found in them. */
export function KeepingSettings({ withServer, ...props }: Props & { readonly withServer: boolean }) {
  return (
    <>
      <NumberInput
        {...props}
        name="cacheMinutes"
        label={withServer ? 'Refresh (minutes)' : 'Cache (minutes)'}
        description="How long loaded runs are shown before they are asked for again."
        placeholder={`${DEFAULT_CACHE_MINUTES}`}
        least={1}
        most={24 * 60}
      />
      {withServer && <ServerSettings {...props} />}
    </>
  );
}

function ServerSettings(props: Props) {
  const { options, onOptionsChange } = props;
  const { preset = DEFAULT_SENSITIVITY.preset } = options.jsonData;
  const numbers = (settings: readonly NumberSetting[]) =>
    settings.map((setting) => <NumberInput key={setting.name} {...props} {...setting} />);
  return (
    <>
      {numbers(KEPT)}
      <Field
        label="Sensitivity"
        htmlFor="nightly-preset"
        description="High reports changes earlier, with more false alarms. Alert rules go by it."
      >
        <Choice
          id="nightly-preset"
          width={20}
          options={CHOICES}
          value={preset}
          onChange={({ value }) => onOptionsChange({ ...options, jsonData: { ...options.jsonData, preset: value } })}
        />
      </Field>
      {numbers(FOUND)}
    </>
  );
}
