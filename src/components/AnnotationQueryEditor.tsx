import { type QueryEditorProps } from '@grafana/data';
import { Stack, Text } from '@grafana/ui';
import React from 'react';

import { ATTRIBUTES } from '../core';
import { type DataSource } from '../datasource';
import { type NightlyOptions, type NightlyQuery } from '../types';
import { FilterFields } from './FilterFields';

type Props = QueryEditorProps<DataSource, NightlyQuery, NightlyOptions>;

/** Edits which runs become annotations. */
export function AnnotationQueryEditor({ query, datasource, range, onChange, onRunQuery }: Props) {
  const { filter = {} } = query;
  return (
    <Stack direction="column" gap={1}>
      <Text element="p" color="secondary">
        An annotation for each run, with links to the run, its commit and the commits since the run before.
      </Text>
      <FilterFields
        datasource={datasource}
        attributes={ATTRIBUTES.filter(({ of }) => of === 'run')}
        filter={filter}
        range={range}
        idPrefix="nightly-annotation"
        onChange={(changed) => {
          onChange({ ...query, kind: 'runs', filter: changed });
          onRunQuery();
        }}
      />
    </Stack>
  );
}
