import { type QueryEditorProps } from '@grafana/data';
import { Stack } from '@grafana/ui';
import React from 'react';

import { QUERY_KINDS, queryKindOf, type QueryKindId } from '../../../core';
import { type NightlyOptions, type NightlyQuery } from '../types';
import { comboboxOptions } from './valueOptions';
import { EmptyHint } from './EmptyHint';
import { type NightlyDataSource } from './nightlyDataSource';
import { QueryFields } from './QueryFields';

type Props = QueryEditorProps<NightlyDataSource, NightlyQuery, NightlyOptions>;

const KINDS = comboboxOptions(QUERY_KINDS.map(({ id, label, help }) => ({ value: id, label, help })));

/** Edits one query. Each change asks again at once. */
export function QueryEditor({ query, datasource, range, data, app, onChange, onRunQuery }: Props) {
  const kind = queryKindOf(query.kind);
  const { metrics = kind.metrics } = query;
  const change = (changed: Partial<NightlyQuery>) => {
    onChange({ ...query, kind: kind.id, metrics, ...changed });
    onRunQuery();
  };
  return (
    <Stack direction="column" gap={1}>
      {!query.hide && <EmptyHint refId={query.refId} data={data} app={app} />}
      <QueryFields
        query={query}
        kind={kind}
        kinds={KINDS}
        datasource={datasource}
        range={range}
        idPrefix={`nightly-${query.refId}`}
        change={change}
        chooseKind={(value) => change({ kind: value, metrics: metricsFor(value, kind.id, metrics) })}
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
