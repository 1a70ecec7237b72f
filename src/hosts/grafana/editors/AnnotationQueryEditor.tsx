import { type QueryEditorProps } from '@grafana/data';
import React from 'react';

import { QUERY_KINDS, queryKindOf } from '../../../core';
import { type NightlyOptions, type NightlyQuery } from '../types';
import { comboboxOptions } from './valueOptions';
import { type NightlyDataSource } from './nightlyDataSource';
import { QueryFields } from './QueryFields';

type Props = QueryEditorProps<NightlyDataSource, NightlyQuery, NightlyOptions>;

const KINDS = comboboxOptions(
  QUERY_KINDS.filter(({ annotate }) => annotate)
    .map(({ id, label, help }) => ({ value: id, label, help }))
    .reverse()
);

/** Edits what becomes an annotation: runs, changes, or whatever kind of query can be marked in time. */
export function AnnotationQueryEditor({ query, datasource, range, onChange, onRunQuery }: Props) {
  const kind = queryKindOf(KINDS.some(({ value }) => value === query.kind) ? query.kind : KINDS[0]!.value);
  const change = (changed: Partial<NightlyQuery>) => {
    onChange({ ...query, kind: kind.id, ...changed });
    onRunQuery();
  };
  return (
    <QueryFields
      query={query}
      kind={kind}
      kinds={KINDS}
      datasource={datasource}
      range={range}
      idPrefix="nightly-annotation"
      fixed={kind.annotatedWith}
      change={change}
      chooseKind={(value) => change({ kind: value, metrics: [] })}
    />
  );
}
