import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';

import { type AttributeId, attributeOf, type Filter, type MetricId, metricOf, METRICS } from '../src/core';
import { DATASOURCE } from './nightlyTarget';

/** The variable that chooses the data source, or another one to hold against it; at first both choose the same. */
export function datasourceVariable(name = 'datasource', label = 'Data source'): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder(name).label(label).type(DATASOURCE.type);
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

/** A variable that chooses a night, to be read by a choice of kind `text`. */
export function nightVariable(
  name: string,
  label: string,
  current: { text: string; value: string }
): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .description('A night: the latest, one before it, the latest of a branch, or any run of the time range.')
    .datasource(DATASOURCE)
    .query({ refId: 'NightlyVariable', kind: 'nights', filter: {} })
    .definition('nights')
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.Disabled)
    .current(current);
}

/** A variable that chooses metrics by their ids; at first one, or All. */
export function metricsVariable(first?: MetricId): CustomVariableBuilder {
  const options = METRICS.map(({ id, label }) => `${label} : ${id}`).join(', ');
  return new CustomVariableBuilder('metric')
    .label('Metric')
    .description('Which metrics to look at.')
    .values(options)
    .multi(true)
    .includeAll(true)
    .current(first ? { text: metricOf(first).label, value: first } : { text: 'All', value: '$__all' });
}

/** Only serving benchmarks have batch sizes, and these are the nightly ones. */
export const SERVING: Filter = { batchSize: ['1', '8', '16', '64'] };

/** The variables of serving benchmarks: one model, and what exists under it. */
export function servingVariables(): QueryVariableBuilder[] {
  const model = { model: ['$model'] };
  const gpu = { ...model, gpuConfig: ['$gpu'] };
  const variant = { ...gpu, variant: ['$variant'] };
  return [
    valuesVariable({ name: 'model', attribute: 'model', filter: SERVING, multi: false }),
    valuesVariable({ name: 'gpu', attribute: 'gpuConfig', filter: model }),
    valuesVariable({ name: 'variant', attribute: 'variant', filter: gpu }),
    valuesVariable({ name: 'length', attribute: 'ioLength', filter: variant }),
    valuesVariable({ name: 'batch', attribute: 'batchSize', filter: { ...variant, ioLength: ['$length'] } }),
  ];
}

/** A variable that switches between the metric's unit and % of the beginning. */
export function scaleVariable(): CustomVariableBuilder {
  return new CustomVariableBuilder('scale')
    .label('Scale')
    .description('Relative: in % from the first seven nights of the time range. Absolute: in the unit of the metric.')
    .values('Relative : relative, Absolute : absolute')
    .current({ text: 'Relative', value: 'relative' });
}
