import { type DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { type DataSourceSrv, setDataSourceSrv } from '@grafana/runtime';
import { cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';

import { choose, edit } from '../../../../tests/support/editing';
import { type NightlyOptions, type NightlySecrets } from '../types';
import { ConfigEditor } from './ConfigEditor';

describe('ConfigEditor', () => {
  type Options = DataSourcePluginOptionsEditorProps<NightlyOptions, NightlySecrets>['options'];

  function configure(jsonData: NightlyOptions, secureJsonFields: Options['secureJsonFields'] = {}) {
    const initial = { jsonData, secureJsonFields, secureJsonData: {} } as unknown as Options;
    return edit(initial, (options, onOptionsChange) => (
      <ConfigEditor options={options} onOptionsChange={onOptionsChange as (options: Options) => void} />
    ));
  }

  it('takes the address of a collector without the slash at its end', async () => {
    const latest = configure({ source: 'collector' });
    await userEvent.type(screen.getByLabelText(/^Collector URL/), 'http://collector:8000/');
    await userEvent.tab();
    expect(latest.current.jsonData.collectorUrl).toBe('http://collector:8000');
  });

  it('begins with GitHub, and what the proxy needs for it', () => {
    expect(configure({}).current.jsonData).toEqual({
      source: 'github',
      githubUrl: 'https://api.github.com',
      repository: 'sgl-project/sglang',
    });
  });

  it('needs nothing for public nights', async () => {
    const latest = configure({ source: 'demo' });
    await choose('Source', 'Public nights');
    expect(latest.current.jsonData).toEqual({ source: 'public' });
    expect(screen.getByText('Real nights, without a token')).toBeInTheDocument();
    expect(screen.queryByLabelText(/^Keep/)).toBeNull();
  });

  it('takes numbers for what Grafana keeps, and says where one is none', async () => {
    setDataSourceSrv({ getInstanceSettings: () => ({ meta: { backend: true } }) } as unknown as DataSourceSrv);
    try {
      const latest = configure({ source: 'github' });
      await userEvent.type(screen.getByLabelText(/^Keep \(days\)/), '3');
      expect(screen.getByText('From 7 to 36500.')).toBeInTheDocument();
      await userEvent.type(screen.getByLabelText(/^Keep \(days\)/), '65');
      expect(screen.queryByText(/^From 7/)).toBeNull();
      await choose(/^Sensitivity/, 'high');
      expect(latest.current.jsonData).toEqual({ source: 'github', keepDays: 365, preset: 'high' });
      await userEvent.clear(screen.getByLabelText(/^Keep \(days\)/));
      expect(latest.current.jsonData.keepDays).toBeUndefined();
    } finally {
      setDataSourceSrv(undefined as unknown as DataSourceSrv);
    }
  });

  it('fills in what the proxy needs when GitHub is chosen', async () => {
    const latest = configure({ source: 'collector', repository: 'me/fork' });
    await choose('Source', 'GitHub');
    expect(latest.current.jsonData).toEqual({
      source: 'github',
      githubUrl: 'https://api.github.com',
      repository: 'me/fork',
    });
  });

  it("begins with GitHub where Grafana's server answers, and takes acknowledgements", async () => {
    setDataSourceSrv({ getInstanceSettings: () => ({ meta: { backend: true } }) } as unknown as DataSourceSrv);
    try {
      const latest = configure({});
      expect(screen.getByText("Answered by Grafana's server")).toBeInTheDocument();
      expect(screen.queryByRole('alert')).not.toBeInTheDocument();
      expect(latest.current.jsonData).toEqual({});
      await userEvent.type(screen.getByLabelText(/^Acknowledgements/), '- id: x');
      expect(latest.current.jsonData).toEqual({ acknowledgements: '- id: x' });
    } finally {
      setDataSourceSrv(undefined as unknown as DataSourceSrv);
    }
  });

  it("puts a collector's token into the secrets alone, and remembers that there is one", async () => {
    const latest = configure({ source: 'collector' });
    await userEvent.type(screen.getByLabelText(/^Collector token/), 's3cret');
    expect(latest.current.secureJsonData).toEqual({ collectorToken: 's3cret' });
    expect(latest.current.jsonData).toEqual({ source: 'collector', collectorWithToken: true });
  });

  it("takes GitHub's token where Grafana's server answers alone: a proxy would lend it to everybody", async () => {
    configure({ source: 'github' });
    expect(screen.queryByLabelText(/^Token/)).not.toBeInTheDocument();
    setDataSourceSrv({ getInstanceSettings: () => ({ meta: { backend: true } }) } as unknown as DataSourceSrv);
    try {
      cleanup();
      const latest = configure({ source: 'github' });
      await userEvent.type(screen.getByLabelText(/^Token/), 's3cret');
      expect(latest.current.secureJsonData).toEqual({ githubToken: 's3cret' });
      expect(latest.current.jsonData).toEqual({ source: 'github' });
    } finally {
      setDataSourceSrv(undefined as unknown as DataSourceSrv);
    }
  });

  it('takes a stored token back', async () => {
    const latest = configure({ source: 'collector', collectorWithToken: true }, { collectorToken: true });
    await userEvent.click(screen.getByRole('button', { name: 'Reset' }));
    expect(latest.current.jsonData.collectorWithToken).toBe(false);
    expect(latest.current.secureJsonFields.collectorToken).toBe(false);
  });

  it.each([
    ['url', /^File URL/, 'ftp://x'],
    ['github', /^Repository/, 'no repository'],
  ] as const)('says what is wrong with an address or name: %s', async (source, label, text) => {
    configure({ source });
    await userEvent.clear(screen.getByLabelText(label));
    await userEvent.type(screen.getByLabelText(label), text);
    expect(screen.getAllByRole('alert').length).toBeGreaterThan(0);
  });
});
