import { type TimeRange } from '@grafana/data';
import { type ComboboxOption, Field, Stack } from '@grafana/ui';
import React from 'react';

import { type AnyQueryKind, type AttributeId, ATTRIBUTES, type QueryKindId, RUN_ATTRIBUTES } from '../../../core';
import { type NightlyQuery } from '../types';
import { Choice } from './Choice';
import { chosenFilters, FilterFields, shownAttributes } from './FilterFields';
import { KindFields } from './KindFields';
import { kindOptions, wordsOfOption } from './kindOptions';
import { MetricsField } from './MetricsField';
import { More } from './More';
import { type NightlyDataSource } from './nightlyDataSource';
import { useOfferedValues } from './useOfferedValues';

interface Props {
  readonly query: NightlyQuery;
  readonly kind: AnyQueryKind;
  readonly datasource: NightlyDataSource;
  readonly range?: TimeRange;
  /** Begins the ids of this editor's inputs, so that each is unique on the page. */
  readonly idPrefix: string;
  /** Options that are not offered, for they are always the same here. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  readonly change: (changed: Partial<NightlyQuery>) => void;
  /** The kinds to choose from. */
  readonly kinds: Array<ComboboxOption<QueryKindId>>;
  readonly chooseKind: (kind: QueryKindId) => void;
}

/** What nearly every query filters by. */
const MAIN: ReadonlySet<AttributeId> = new Set(['gpuConfig', 'model'] as const);

/** The fields of a query: what is needed most in one row, the rest on demand. */
export function QueryFields({ query, kind, datasource, range, idPrefix, fixed, change, kinds, chooseKind }: Props) {
  const { filter = {} } = query;
  const offered = useOfferedValues(datasource, filter, range);
  const variables = datasource.variableNames();
  const metrics = query.metrics ?? kind.metrics ?? [];
  const options = kindOptions({ ...query, kind: kind.id }, fixed);
  const attributes = kind.filters === 'run' ? RUN_ATTRIBUTES : ATTRIBUTES;
  const [mainOptions, otherOptions] = split(options, ({ option }) => option.isMain === true);
  const [mainFilters, otherFilters] = split(attributes, ({ id }) => kind.filters === 'run' || MAIN.has(id));
  const ofOptions = { idPrefix, metrics, change };
  const ofFilters = {
    offered,
    variables,
    filter,
    idPrefix,
    onChange: (changed: typeof filter) => change({ filter: changed }),
  };
  const others = shownAttributes(otherFilters, filter, offered);
  return (
    <Stack direction="column" gap={1}>
      <Stack gap={1} wrap="wrap">
        <KindField id={`${idPrefix}-kind`} kinds={kinds} kind={kind.id} onChange={chooseKind} />
        {kind.metrics && (
          <MetricsField
            id={`${idPrefix}-metrics`}
            value={metrics}
            variables={variables}
            mayBeEmpty={kind.metrics.length === 0}
            onChange={(value) => change({ metrics: value })}
          />
        )}
        <KindFields options={mainOptions} {...ofOptions} />
        <FilterFields attributes={mainFilters} {...ofFilters} />
      </Stack>
      {otherOptions.length + others.length > 0 && (
        <More
          id={`${idPrefix}-more`}
          label={otherOptions.length > 0 ? 'Options and more filters' : 'More filters'}
          set={[...otherOptions.flatMap(wordsOfOption), ...chosenFilters(others, filter, offered, variables)]}
        >
          <KindFields options={otherOptions} {...ofOptions} />
          <FilterFields attributes={others} {...ofFilters} />
        </More>
      )}
    </Stack>
  );
}

interface KindProps {
  readonly id: string;
  readonly kinds: Array<ComboboxOption<QueryKindId>>;
  readonly kind: QueryKindId;
  readonly onChange: (kind: QueryKindId) => void;
}

function KindField({ id, kinds, kind, onChange }: KindProps) {
  return (
    <Field label="Show" htmlFor={id} noMargin>
      <Choice id={id} width={14} options={kinds} value={kind} onChange={({ value }) => onChange(value)} />
    </Field>
  );
}

function split<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): readonly [Item[], Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}
