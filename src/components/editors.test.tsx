import { type DataSourcePluginOptionsEditorProps, dateTime, type TimeRange } from '@grafana/data';
import { type DataSourceSrv, setDataSourceSrv } from '@grafana/runtime';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';

import { demoDataSource, NOW } from '../testing/shell';
import { type NightlyOptions, type NightlyQuery, type NightlySecrets, type NightlyVariableQuery } from '../types';
import { AnnotationQueryEditor } from './AnnotationQueryEditor';
import { ConfigEditor } from './ConfigEditor';
import { QueryEditor } from './QueryEditor';
import { QueryHelp } from './QueryHelp';
import { VariableQueryEditor } from './VariableQueryEditor';

const RANGE = { from: dateTime(NOW - 30 * 86_400_000), to: dateTime(NOW) } as TimeRange;
const DATASOURCE = demoDataSource({ model: ['zai-org/GLM-4.6'] });

/** Renders an editor with a state of its own, as Grafana does, and returns what it has become. */
function edit<T>(initial: T, draw: (value: T, set: (value: T) => void) => React.ReactElement): { current: T } {
  const latest = { current: initial };
  function Page() {
    const [value, setValue] = useState(initial);
    latest.current = value;
    return draw(value, setValue);
  }
  render(<Page />);
  return latest;
}

function editQuery(initial: NightlyQuery) {
  const onRunQuery = jest.fn();
  const latest = edit(initial, (query, onChange) => (
    <QueryEditor datasource={DATASOURCE} query={query} range={RANGE} onChange={onChange} onRunQuery={onRunQuery} />
  ));
  return { latest, onRunQuery };
}

/** By keyboard: jsdom lays nothing out, so the virtual list of a combobox shows no rows to click. */
async function choose(label: string | RegExp, text: string) {
  await userEvent.click(screen.getByLabelText(label));
  await userEvent.keyboard(text);
  await userEvent.keyboard('{ArrowDown}{Enter}');
}

/** Each filter shows a spinner until its values are there. */
async function loaded() {
  await waitFor(() => expect(screen.queryAllByTestId('spinner')).toHaveLength(0), { timeout: 4000 });
}

describe('QueryEditor', () => {
  it('begins with a trend of output throughput, and asks again at each change', async () => {
    const { latest, onRunQuery } = editQuery({ refId: 'A' });
    expect(screen.getByLabelText('Show')).toHaveValue('Trend');
    expect(screen.getByText('Output throughput')).toBeInTheDocument();
    await choose('Show', 'Latest');
    expect(latest.current).toMatchObject({ kind: 'latest', metrics: ['output_throughput'] });
    expect(onRunQuery).toHaveBeenCalled();
  });

  it('shows that the values of its filters are on their way', async () => {
    editQuery({ refId: 'A' });
    expect(screen.getAllByTestId('spinner').length).toBeGreaterThan(0);
    await loaded();
  });

  it('adds a value to a filter, and a template variable too', async () => {
    const { latest } = editQuery({ refId: 'A', filter: { gpuConfig: ['8-gpu-h200'] } });
    await loaded();
    await choose('Variant', 'TP8+MTP');
    expect(latest.current.filter).toEqual({ gpuConfig: ['8-gpu-h200'], variant: ['TP8+MTP'] });
    await loaded();
    await choose('Model', '$model');
    expect(latest.current.filter).toMatchObject({ model: ['$model'] });
  });

  it('shows the variable that stands for a choice, and gives it up for another', async () => {
    const { latest } = editQuery({ refId: 'A', kind: 'trend', scale: '$scale' } as unknown as NightlyQuery);
    expect(screen.getByLabelText('Scale')).toHaveValue('$scale');
    await choose('Scale', 'Relative');
    expect(latest.current).toMatchObject({ scale: 'relative' });
  });

  it('keeps a value that is no longer offered, and marks it', async () => {
    editQuery({ refId: 'A', filter: { variant: ['gone'] } });
    expect(await screen.findByText('Not in the data: gone', {}, { timeout: 4000 })).toBeInTheDocument();
    expect(screen.getByText('gone')).toBeInTheDocument();
  });

  it('shows what a legend makes of an example', async () => {
    const { latest } = editQuery({ refId: 'A' });
    await userEvent.click(screen.getByLabelText(/^Legend/));
    await userEvent.paste('{{model}} on {{gpu_config}}');
    expect(screen.getByText('Preview: deepseek-ai/DeepSeek-V3.2 on 8-gpu-h200')).toBeInTheDocument();
    await userEvent.tab();
    expect(latest.current.legend).toBe('{{model}} on {{gpu_config}}');
  });

  it('asks what to compare with', async () => {
    const { latest } = editQuery({ refId: 'A', kind: 'compare' });
    await choose('Compare with', 'Days earlier');
    await userEvent.type(screen.getByLabelText('Days'), '14');
    await userEvent.tab();
    expect(latest.current.baseline).toEqual({ kind: 'days', value: '14' });
  });

  it('asks for night B too, also by a variable', async () => {
    const { latest } = editQuery({ refId: 'A', kind: 'compare' });
    await choose('Night B', 'Variable');
    await userEvent.type(screen.getByLabelText('Night'), '$b');
    await userEvent.tab();
    expect(latest.current.target).toEqual({ kind: 'text', value: '$b' });
  });

  it('asks for changes of all metrics at first, and how they are shown', async () => {
    const { latest } = editQuery({ refId: 'A' });
    await choose('Show', 'Changes');
    expect(latest.current).toMatchObject({ kind: 'changes', metrics: [] });
    expect(screen.queryByText('Choose at least one metric.')).not.toBeInTheDocument();
    await choose('As', 'Incidents');
    await choose('States', 'suspect');
    await choose('Sensitivity', 'High');
    await userEvent.clear(screen.getByLabelText('Smallest change, %'));
    await userEvent.type(screen.getByLabelText('Smallest change, %'), '3.5');
    await userEvent.tab();
    expect(latest.current).toMatchObject({
      view: 'incidents',
      states: ['suspect'],
      preset: 'high',
      smallestChange: 3.5,
    });
    await choose('Show', 'Trend');
    expect(latest.current).toMatchObject({ kind: 'trend', metrics: ['output_throughput'] });
  });

  it('refuses a smallest change that is no percentage', async () => {
    const { latest } = editQuery({ refId: 'A', kind: 'changes', metrics: [] });
    await userEvent.clear(screen.getByLabelText('Smallest change, %'));
    await userEvent.type(screen.getByLabelText('Smallest change, %'), '-1');
    await userEvent.tab();
    expect(screen.getByText('Enter a number from 0 to 100.')).toBeInTheDocument();
    expect(latest.current.smallestChange).toBeUndefined();
  });

  it('draws the level of a trend where asked to', async () => {
    const { latest } = editQuery({ refId: 'A' });
    await userEvent.click(screen.getByLabelText(/^Levels/));
    expect(latest.current.levels).toBe(true);
    expect(screen.getByLabelText('Sensitivity')).toBeInTheDocument();
  });

  it('follows a query that is replaced from outside, as by an example, and writes nothing old back', async () => {
    const compare = { refId: 'A', kind: 'compare', baseline: { kind: 'run', value: '1' } } as const;
    const latest = edit<NightlyQuery>({ refId: 'A', kind: 'trend', legend: 'old', levels: true }, (query, set) => (
      <>
        <button onClick={() => set({ refId: 'A', kind: 'trend', legend: 'new', levels: true, smallestChange: 7 })}>
          Trend
        </button>
        <button onClick={() => set(compare)}>First</button>
        <button onClick={() => set({ ...compare, baseline: { kind: 'run', value: '2' } })}>Second</button>
        <QueryEditor datasource={DATASOURCE} query={query} range={RANGE} onChange={set} onRunQuery={jest.fn()} />
      </>
    ));
    await userEvent.click(screen.getByLabelText(/^Legend/));
    await userEvent.click(screen.getByRole('button', { name: 'Trend' }));
    expect(screen.getByLabelText(/^Legend/)).toHaveValue('new');
    expect(screen.getByLabelText('Smallest change, %')).toHaveValue('7');
    await userEvent.click(screen.getByLabelText(/^Legend/));
    await userEvent.click(screen.getByLabelText('Smallest change, %'));
    await userEvent.tab();
    expect(latest.current).toMatchObject({ legend: 'new', smallestChange: 7 });
    await userEvent.click(screen.getByRole('button', { name: 'First' }));
    await userEvent.click(screen.getByRole('button', { name: 'Second' }));
    expect(screen.getByLabelText('Run number')).toHaveValue('2');
  });

  it('asks once for the values of all its filters', async () => {
    const values = jest.spyOn(DATASOURCE, 'values');
    editQuery({ refId: 'A', filter: { variant: ['TP8'] } });
    await loaded();
    expect(values).toHaveBeenCalledTimes(1);
    values.mockRestore();
  });

  it('takes a template variable for its metrics', async () => {
    const { latest } = editQuery({ refId: 'A', kind: 'changes', metrics: [] });
    await choose('Metrics', '$model');
    expect(latest.current.metrics).toEqual(['$model']);
  });

  it('says that at least one metric is needed', () => {
    editQuery({ refId: 'A', metrics: [] });
    expect(screen.getByText('Choose at least one metric.')).toBeInTheDocument();
  });

  it('filters runs only by what belongs to a run', () => {
    editQuery({ refId: 'A', kind: 'runs' });
    expect(screen.getByLabelText('Branch')).toBeInTheDocument();
    expect(screen.queryByLabelText('Model')).not.toBeInTheDocument();
    expect(screen.queryByLabelText('Metrics')).not.toBeInTheDocument();
  });
});

describe('VariableQueryEditor', () => {
  it('always stores its kind, and filters by the other attributes', async () => {
    const latest = edit<NightlyVariableQuery>({ refId: '' } as NightlyVariableQuery, (query, onChange) => (
      <VariableQueryEditor
        datasource={DATASOURCE}
        query={query}
        range={RANGE}
        onChange={onChange}
        onRunQuery={jest.fn()}
      />
    ));
    await choose('Values of', 'Batch size');
    expect(latest.current).toEqual({ refId: 'NightlyVariable', kind: 'values', attribute: 'batchSize', filter: {} });
    expect(screen.queryByLabelText('Batch size')).not.toBeInTheDocument();
    await loaded();
    await choose('Model', '$model');
    expect(latest.current.filter).toEqual({ model: ['$model'] });
  });
});

describe('VariableQueryEditor for nights', () => {
  it('filters nights by what belongs to a run', async () => {
    const latest = edit<NightlyVariableQuery>({ refId: '', kind: 'values' }, (query, onChange) => (
      <VariableQueryEditor
        datasource={DATASOURCE}
        query={query}
        range={RANGE}
        onChange={onChange}
        onRunQuery={jest.fn()}
      />
    ));
    await choose('Values of', 'Nights');
    expect(latest.current).toEqual({ refId: 'NightlyVariable', kind: 'nights', filter: {} });
    expect(screen.getByLabelText('Branch')).toBeInTheDocument();
    expect(screen.queryByLabelText('Model')).not.toBeInTheDocument();
  });
});

describe('AnnotationQueryEditor', () => {
  it('chooses changes by series and metric', async () => {
    const latest = edit<NightlyQuery>({ refId: 'Anno' }, (query, onChange) => (
      <AnnotationQueryEditor
        datasource={DATASOURCE}
        query={query}
        range={RANGE}
        onChange={onChange}
        onRunQuery={jest.fn()}
      />
    ));
    await choose('Show', 'Changes');
    expect(latest.current).toMatchObject({ kind: 'changes', metrics: [] });
    expect(screen.queryByLabelText('As')).not.toBeInTheDocument();
    await loaded();
    await choose('Model', 'zai-org/GLM-4.6');
    expect(latest.current.filter).toEqual({ model: ['zai-org/GLM-4.6'] });
  });

  it('chooses runs by branch and event', async () => {
    const latest = edit<NightlyQuery>({ refId: 'Anno' }, (query, onChange) => (
      <AnnotationQueryEditor
        datasource={DATASOURCE}
        query={query}
        range={RANGE}
        onChange={onChange}
        onRunQuery={jest.fn()}
      />
    ));
    await loaded();
    await choose('Event', 'schedule');
    expect(latest.current).toMatchObject({ kind: 'runs', filter: { event: ['schedule'] } });
  });
});

describe('QueryHelp', () => {
  it('hands a clicked example to the editor', async () => {
    const onClickExample = jest.fn();
    render(<QueryHelp datasource={DATASOURCE as never} query={{ refId: 'A' }} onClickExample={onClickExample} />);
    await userEvent.click(screen.getByRole('button', { name: 'The latest night against a week before' }));
    expect(onClickExample).toHaveBeenCalledWith(
      expect.objectContaining({ refId: 'A', kind: 'compare', baseline: { kind: 'days', value: '7' } })
    );
  });
});

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
