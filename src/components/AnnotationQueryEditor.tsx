import { type QueryEditorProps } from '@grafana/data';
import { Field } from '@grafana/ui';
import React from 'react';

import { QUERY_KINDS, queryKindOf } from '../core';
import { type NightlyOptions, type NightlyQuery } from '../types';
import { Choice } from './Choice';
import { comboboxOptions } from './comboboxOptions';
import { type NightlyDataSource } from './nightlyDataSource';
import { QueryFields } from './QueryFields';

type Props = QueryEditorProps<NightlyDataSource, NightlyQuery, NightlyOptions>;

const KINDS = comboboxOptions(
  QUERY_KINDS.filter(({ annotate }) => annotate)
    .map(({ id, label, help }) => ({ value: id, label, help }))
    .reverse()
);
const ID_PREFIX = 'nightly-annotation';

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
      datasource={datasource}
      range={range}
      idPrefix={ID_PREFIX}
      fixed={kind.annotatedWith}
      change={change}
    >
      <Field label="Show" htmlFor={`${ID_PREFIX}-kind`} noMargin>
        <Choice
          id={`${ID_PREFIX}-kind`}
          width={22}
          options={KINDS}
          value={kind.id}
          onChange={({ value }) => change({ kind: value, metrics: [] })}
        />
      </Field>
    </QueryFields>
  );
}
