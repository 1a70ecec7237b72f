import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';

import { type AttributeId, attributeOf, type Filter } from '../src/core';
import { DATASOURCE } from './nightlyTarget';

/** The variable that chooses the data source. */
export function datasourceVariable(): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder('datasource').label('Data source').type(DATASOURCE.type);
}

interface Options {
  readonly name: string;
  readonly attribute: AttributeId;
  /** Conditions, which may name the variables before this one. */
  readonly filter?: Filter;
  readonly multi?: boolean;
  readonly label?: string;
}

/** A variable that lists the values of an attribute, those that exist under the variables before it. */
export function valuesVariable({ name, attribute, filter = {}, multi = true, label }: Options): QueryVariableBuilder {
  const { label: title, description } = attributeOf(attribute);
  const variable = new QueryVariableBuilder(name)
    .label(label ?? title)
    .description(description)
    .datasource(DATASOURCE)
    .query({ refId: 'NightlyVariable', kind: 'values', attribute, filter })
    .definition(`values of ${title}`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.Disabled)
    .multi(multi)
    .includeAll(multi);
  return multi ? variable.current({ text: 'All', value: '$__all' }) : variable;
}
