import { type QueryEditorProps } from '@grafana/data';
import { Combobox, type ComboboxOption, Field, InlineSwitch, Stack } from '@grafana/ui';
import React from 'react';

import { ATTRIBUTES, findMetric, type QueryKind } from '../core';
import { type DataSource } from '../datasource';
import { DEFAULT_QUERY, type NightlyOptions, type NightlyQuery } from '../types';
import { ChangesFields } from './ChangesFields';
import { FilterFields } from './FilterFields';
import { LegendField } from './LegendField';
import { MetricsField } from './MetricsField';
import { NightField } from './NightField';
import { SensitivityFields } from './SensitivityFields';

type Props = QueryEditorProps<DataSource, NightlyQuery, NightlyOptions>;

const KINDS: Array<ComboboxOption<QueryKind>> = [
  { value: 'trend', label: 'Trend', description: 'One line a series and metric, night after night' },
  { value: 'latest', label: 'Latest', description: 'A table: the latest value of each series and its change' },
  { value: 'compare', label: 'Compare', description: 'A table: two nights side by side' },
  { value: 'changes', label: 'Changes', description: 'Regressions and improvements, found in the noise' },
  { value: 'runs', label: 'Runs', description: 'A table: the runs with their links and totals' },
];

/** Edits one query. Each change asks again at once. */
export function QueryEditor({ query, datasource, range, onChange, onRunQuery }: Props) {
  const { kind = DEFAULT_QUERY.kind, metrics = DEFAULT_QUERY.metrics, filter = {} } = query;
  const idPrefix = `nightly-${query.refId}`;
  const change = (changed: Partial<NightlyQuery>) => {
    onChange({ ...query, kind, metrics, ...changed });
    onRunQuery();
  };
  const attributes = kind === 'runs' ? ATTRIBUTES.filter(({ of }) => of === 'run') : ATTRIBUTES;
  return (
    <Stack direction="column" gap={1}>
      <Stack gap={1} wrap="wrap">
        <Field label="Show" htmlFor={`${idPrefix}-kind`} noMargin>
          <Combobox
            id={`${idPrefix}-kind`}
            width={22}
            options={KINDS}
            value={kind}
            onChange={({ value }) => change({ kind: value, metrics: metricsFor(value, kind, metrics) })}
          />
        </Field>
        <KindFields
          query={{ ...query, kind, metrics }}
          idPrefix={idPrefix}
          variables={datasource.variableNames()}
          change={change}
        />
      </Stack>
      <FilterFields
        datasource={datasource}
        attributes={attributes}
        filter={filter}
        range={range}
        idPrefix={idPrefix}
        onChange={(value) => change({ filter: value })}
      />
    </Stack>
  );
}

/** Changes are asked of all metrics at first, the other kinds of at least one. */
function metricsFor(kind: QueryKind, before: QueryKind, metrics: NonNullable<NightlyQuery['metrics']>) {
  if (kind === 'changes' && before !== 'changes') {
    return [];
  }
  return kind !== 'changes' && before === 'changes' && metrics.length === 0 ? DEFAULT_QUERY.metrics : metrics;
}

interface KindProps {
  readonly query: NightlyQuery;
  readonly idPrefix: string;
  readonly variables?: readonly string[];
  readonly change: (changed: Partial<NightlyQuery>) => void;
}

/** The fields that only some kinds of query have. */
function KindFields({ query, idPrefix, variables, change }: KindProps) {
  const { kind, metrics = [], baseline = { kind: 'previous' }, target = { kind: 'latest' } } = query;
  return (
    <>
      {kind !== 'runs' && (
        <MetricsField
          id={`${idPrefix}-metrics`}
          value={metrics}
          variables={variables}
          mayBeEmpty={kind === 'changes'}
          onChange={(value) => change({ metrics: value })}
        />
      )}
      {kind === 'trend' && <TrendFields query={query} idPrefix={idPrefix} change={change} />}
      {kind === 'compare' && (
        <>
          <NightField
            id={`${idPrefix}-target`}
            label="Night B"
            value={target}
            onChange={(value) => change({ target: value })}
          />
          <NightField
            id={`${idPrefix}-baseline`}
            label="Compare with"
            value={baseline}
            onChange={(value) => change({ baseline: value })}
          />
        </>
      )}
      {kind === 'changes' && <ChangesFields query={query} idPrefix={idPrefix} change={change} />}
    </>
  );
}

function TrendFields({ query, idPrefix, change }: KindProps) {
  const { metrics = [], legend = '', levels = false } = query;
  return (
    <>
      <LegendField
        id={`${idPrefix}-legend`}
        value={legend}
        metrics={metrics.flatMap((id) => findMetric(id)?.id ?? [])}
        onChange={(value) => change({ legend: value })}
      />
      <Field label="Levels" description="The detector's level and band" htmlFor={`${idPrefix}-levels`} noMargin>
        <InlineSwitch
          id={`${idPrefix}-levels`}
          value={levels}
          onChange={(event) => change({ levels: event.currentTarget.checked })}
        />
      </Field>
      {levels && <SensitivityFields query={query} idPrefix={idPrefix} change={change} />}
    </>
  );
}
