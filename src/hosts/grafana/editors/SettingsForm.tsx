import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Alert, Field, Input, TextLink } from '@grafana/ui';
import React from 'react';

import { type SettingName, type SourceKind, sourceOf } from '../../../sources/registry';
import { problemOf, type Setting, tidied } from '../../../sources/source';
import { type NightlyOptions, type NightlySecrets } from '../types';
import { TokenInput } from './TokenInput';

type Props = DataSourcePluginOptionsEditorProps<NightlyOptions, NightlySecrets>;

interface FormProps extends Props {
  readonly kind: SourceKind;
  readonly withServer: boolean;
}

/** The settings that a source declares: its secret first, for everything else mostly has a default. */
export function SettingsForm({ kind, withServer, ...props }: FormProps) {
  const source = sourceOf(kind);
  const { notice, secret, settings } = source;
  const hint = notice?.[withServer ? 0 : 1];
  const isShown = ({ name, shown }: Setting<SettingName>) =>
    shown === undefined || (shown === 'once given' ? Boolean(props.options.jsonData[name]) : withServer);
  const input = secret && (secret.shown === undefined || withServer) && (
    <TokenInput
      {...props}
      {...secret}
      description={
        <>
          {secret.description}{' '}
          {secret.link && (
            <TextLink href={secret.link} external inline>
              Create one
            </TextLink>
          )}
        </>
      }
    />
  );
  return (
    <>
      {hint && (
        <Alert title={hint.title} severity="info">
          {hint.text}
        </Alert>
      )}
      {secret?.isFirst && input}
      {settings.filter(isShown).map((setting) => (
        <SettingInput
          key={setting.name}
          {...props}
          setting={setting}
          needsDefaults={source.proxied === true && !withServer}
        />
      ))}
      {!secret?.isFirst && input}
    </>
  );
}

interface InputProps extends Props {
  readonly setting: Setting<SettingName>;
  /** Whether Grafana's proxy reads what is stored: then a default is not enough. */
  readonly needsDefaults: boolean;
}

/** Edits one setting. */
function SettingInput({ setting, needsDefaults, options, onOptionsChange }: InputProps) {
  const { name, label, description, placeholder } = setting;
  const { jsonData } = options;
  const text = jsonData[name] ?? '';
  const save = (value: string) =>
    value !== text && onOptionsChange({ ...options, jsonData: { ...jsonData, [name]: value } });
  const mayBeEmpty = setting.isOptional || (setting.default && !needsDefaults);
  const wrong = problemOf(setting, text.trim()) ?? (text.trim() || mayBeEmpty ? undefined : `Such as ${placeholder}.`);
  const id = `nightly-${name}`;
  return (
    <Field label={label} htmlFor={id} description={description} invalid={wrong !== undefined} error={wrong}>
      <Input
        id={id}
        width={50}
        placeholder={placeholder}
        value={text}
        onChange={({ currentTarget }) => save(currentTarget.value)}
        onBlur={() => save(tidied(setting, text))}
      />
    </Field>
  );
}
