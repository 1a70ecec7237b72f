import { type QueryEditorProps } from '@grafana/data';
import { Field, Stack } from '@grafana/ui';
import React from 'react';

import { QUERY_KINDS, queryKindOf, type QueryKindId } from '../core';
import { type NightlyOptions, type NightlyQuery } from '../types';
import { Choice } from './Choice';
import { comboboxOptions } from './comboboxOptions';
import { EmptyHint } from './EmptyHint';
import { filterAttributes, FilterFields } from './FilterFields';
import { KindFields } from './KindFields';
import { type NightlyDataSource } from './nightlyDataSource';

type Props = QueryEditorProps<NightlyDataSource, NightlyQuery, NightlyOptions>;

const KINDS = comboboxOptions(QUERY_KINDS.map(({ id, label, help }) => ({ value: id, label, help })));

/** Edits one query. Each change asks again at once. */
export function QueryEditor({ query, datasource, range, data, app, onChange, onRunQuery }: Props) {
  const kind = queryKindOf(query.kind);
  const { metrics = kind.metrics, filter = {} } = query;
  const idPrefix = `nightly-${query.refId}`;
  const change = (changed: Partial<NightlyQuery>) => {
    onChange({ ...query, kind: kind.id, metrics, ...changed });
    onRunQuery();
  };
  return (
    <Stack direction="column" gap={1}>
      {!query.hide && <EmptyHint refId={query.refId} data={data} app={app} />}
      <Stack gap={1} wrap="wrap">
        <Field label="Show" htmlFor={`${idPrefix}-kind`} noMargin>
          <Choice
            id={`${idPrefix}-kind`}
            width={22}
            options={KINDS}
            value={kind.id}
            onChange={({ value }) => change({ kind: value, metrics: metricsFor(value, kind.id, metrics) })}
          />
        </Field>
        <KindFields query={query} idPrefix={idPrefix} variables={datasource.variableNames()} change={change} />
      </Stack>
      <FilterFields
        datasource={datasource}
        attributes={filterAttributes(kind)}
        filter={filter}
        range={range}
        idPrefix={idPrefix}
        onChange={(value) => change({ filter: value })}
      />
    </Stack>
  );
}

/** A kind that asks of all metrics at first does so when it is chosen; one that needs a metric gets its own. */
function metricsFor(
  to: QueryKindId,
  from: QueryKindId,
  metrics: NightlyQuery['metrics'] = []
): NightlyQuery['metrics'] {
  const [first, before] = [queryKindOf(to).metrics, queryKindOf(from).metrics];
  if (first?.length === 0) {
    return before?.length === 0 ? metrics : [];
  }
  return metrics.length === 0 ? (first ?? []) : metrics;
}
