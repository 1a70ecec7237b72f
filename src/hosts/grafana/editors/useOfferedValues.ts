import { type TimeRange } from '@grafana/data';
import { useEffect, useState } from 'react';

import { type AttributeValues, type Filter } from '../../../core';
import { type NightlyDataSource } from './nightlyDataSource';

/** What can be chosen of each attribute. */
export interface OfferedValues {
  readonly values?: AttributeValues;
  readonly loading: boolean;
  readonly error?: string;
}

/** Asks for the values of all attributes at once, again when the filter or the range changes. */
export function useOfferedValues(datasource: NightlyDataSource, filter: Filter, range?: TimeRange): OfferedValues {
  const [offered, setOffered] = useState<OfferedValues>({ loading: true });
  const key = JSON.stringify(filter);
  const [from, to] = [range?.from.valueOf(), range?.to.valueOf()];
  useEffect(() => {
    let current = true;
    datasource.values({ filter: JSON.parse(key) as Filter }, range).then(
      (values) => current && setOffered({ values, loading: false }),
      (error: unknown) =>
        current && setOffered({ loading: false, error: error instanceof Error ? error.message : String(error) })
    );
    return () => {
      current = false;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- a range is a new object on every render; its ends say whether it changed
  }, [datasource, key, from, to]);
  return offered;
}
