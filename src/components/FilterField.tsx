import { type TimeRange } from '@grafana/data';
import React, { useEffect, useState } from 'react';

import { type Attribute, type Filter } from '../core';
import { type DataSource } from '../datasource';
import { MultiField } from './MultiField';
import { notOffered, valueOptions } from './valueOptions';

interface Props {
  readonly datasource: DataSource;
  readonly attribute: Attribute;
  /** All filters; this field changes its own part. */
  readonly filter: Filter;
  readonly range?: TimeRange;
  /** Begins the ids of this editor's inputs, so that each is unique on the page. */
  readonly idPrefix: string;
  readonly onChange: (filter: Filter) => void;
}

/** Chooses the values of one attribute, of those that exist under the other filters. */
export function FilterField({ datasource, attribute, filter, range, idPrefix, onChange }: Props) {
  const chosen = filter[attribute.id] ?? [];
  const offered = useOffered(datasource, attribute, filter, range);
  const variables = datasource.variableNames();
  const missing = offered.values ? notOffered(variables, offered.values, chosen) : [];
  return (
    <MultiField
      id={`${idPrefix}-${attribute.id}`}
      label={attribute.label}
      placeholder="All"
      widths={[22, 60]}
      isClearable
      createCustomValue
      loading={offered.loading}
      options={valueOptions(variables, offered.values ?? [], chosen)}
      value={chosen}
      error={offered.error ?? (missing.length > 0 ? `Not in the data: ${missing.join(', ')}` : undefined)}
      onChange={(values) => onChange({ ...filter, [attribute.id]: values })}
    />
  );
}

interface Offered {
  readonly values?: readonly string[];
  readonly loading: boolean;
  readonly error?: string;
}

/** The values are asked again when the other filters or the range change. */
function useOffered(datasource: DataSource, { id }: Attribute, filter: Filter, range?: TimeRange): Offered {
  const [offered, setOffered] = useState<Offered>({ loading: true });
  const others = JSON.stringify({ ...filter, [id]: undefined });
  const [from, to] = [range?.from.valueOf(), range?.to.valueOf()];
  useEffect(() => {
    let current = true;
    datasource.values(id, JSON.parse(others) as Filter, range).then(
      (values) => current && setOffered({ values, loading: false }),
      (error: unknown) =>
        current && setOffered({ loading: false, error: error instanceof Error ? error.message : String(error) })
    );
    return () => {
      current = false;
    };
    // A range is a new object on every render; its ends say whether it changed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [datasource, id, others, from, to]);
  return offered;
}
