import { type Issue } from '../model/issue';
import { METRICS, type Metric, type MetricValues } from '../../catalogue/metrics';
import { measuredValues, type MeasuredField } from './measuredValues';

const fieldsOf = (suite: Metric['suite']): MeasuredField[] =>
  METRICS.filter((metric) => metric.suite === suite).map(({ id }) => ({ field: id, metric: id }));

const FIELDS = { serving: fieldsOf('serving'), diffusion: fieldsOf('diffusion') };

/**
 * Returns the metrics of one row, whose fields have the metrics' own names. An acceptance length of 0 or less is no value, for
 * the variant does no speculative decoding then. `where` says where the row is.
 */
export function readValues(
  row: Readonly<Record<string, unknown>>,
  suite: keyof typeof FIELDS,
  where: () => string
): { readonly values: MetricValues; readonly issues: readonly Issue[] } {
  const { values, issues } = measuredValues(row, FIELDS[suite], where);
  const { acc_length: accepted, ...others } = values;
  return { values: accepted !== undefined && accepted <= 0 ? others : values, issues };
}
