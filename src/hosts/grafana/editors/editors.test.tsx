import { dateTime, type TimeRange } from '@grafana/data';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';

import { choose, edit } from '../../../../tests/support/editing';
import { demoDataSource, NOW } from '../../../../tests/support/shell';
import { type NightlyQuery, type NightlyVariableQuery } from '../types';
import { AnnotationQueryEditor } from './AnnotationQueryEditor';
import { QueryEditor } from './QueryEditor';
import { QueryHelp } from './QueryHelp';
import { VariableQueryEditor } from './VariableQueryEditor';

const RANGE = { from: dateTime(NOW - 30 * 86_400_000), to: dateTime(NOW) } as TimeRange;
const DATASOURCE = demoDataSource({ model: ['zai-org/GLM-4.6'] });

function editQuery(initial: NightlyQuery) {
  const onRunQuery = jest.fn();
  const latest = edit(initial, (query, onChange) => (
    <QueryEditor datasource={DATASOURCE} query={query} range={RANGE} onChange={onChange} onRunQuery={onRunQuery} />
  ));
  return { latest, onRunQuery };
}

/** Shows the fields that are seldom needed. */
async function openMore() {
  await userEvent.click(screen.getByRole('button', { name: /more filters$/ }));
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
    await openMore();
    await choose('Variant', 'TP8+MTP');
    expect(latest.current.filter).toEqual({ gpuConfig: ['8-gpu-h200'], variant: ['TP8+MTP'] });
    await loaded();
    await choose('Model', '$model');
    expect(latest.current.filter).toMatchObject({ model: ['$model'] });
  });

  it('shows the variable that stands for a choice, and gives it up for another', async () => {
    const { latest } = editQuery({ refId: 'A', kind: 'trend', scale: '$scale' } as unknown as NightlyQuery);
    expect(screen.getByText('Scale: $scale')).toBeInTheDocument();
    await openMore();
    expect(screen.getByLabelText('Scale')).toHaveValue('$scale');
    await choose('Scale', 'Relative');
    expect(latest.current).toMatchObject({ scale: 'relative' });
  });

  it('shows what is needed most at once, and says what is set in the rest', async () => {
    const query = { kind: 'trend', filter: { variant: ['gone'] }, levels: true, smallestChange: 3 } as const;
    editQuery({ refId: 'A', ...query });
    expect(['Show', 'GPU configuration', 'Model'].filter((label) => !screen.queryByLabelText(label))).toEqual([]);
    expect(screen.queryByLabelText(/^(Scale|Variant|Legend)/)).not.toBeInTheDocument();
    await loaded();
    const set = 'Levels, Smallest change, %: 3, Variant: gone (not in the data: gone)';
    expect(screen.getByText(set)).toBeInTheDocument();
    await openMore();
    expect(screen.getByRole('button', { name: /more filters$/ })).toHaveAttribute('aria-expanded', 'true');
    expect(screen.queryByText(set)).not.toBeInTheDocument();
  });

  it('keeps a value that is no longer offered, and marks it', async () => {
    editQuery({ refId: 'A', filter: { variant: ['gone'] } });
    await openMore();
    expect(await screen.findByText('Not in the data: gone', {}, { timeout: 4000 })).toBeInTheDocument();
    expect(screen.getByText('gone')).toBeInTheDocument();
  });

  it('shows what a legend makes of an example', async () => {
    const { latest } = editQuery({ refId: 'A' });
    await openMore();
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
    await openMore();
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
    await openMore();
    await userEvent.clear(screen.getByLabelText('Smallest change, %'));
    await userEvent.type(screen.getByLabelText('Smallest change, %'), '-1');
    await userEvent.tab();
    expect(screen.getByText('Enter a number from 0 to 100.')).toBeInTheDocument();
    expect(latest.current.smallestChange).toBeUndefined();
  });

  it('draws the level of a trend where asked to', async () => {
    const { latest } = editQuery({ refId: 'A' });
    await openMore();
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
    await openMore();
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
