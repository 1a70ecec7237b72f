import { type Issue, makeIssue } from '../model/issue';
import { METRICS, type Metric, type MetricId, type MetricValues } from '../model/metrics';

const SUITES = {
  serving: METRICS.filter((metric) => metric.suite === 'serving'),
  diffusion: METRICS.filter((metric) => metric.suite === 'diffusion'),
};

/**
 * Returns the metrics of one row. Null is no value; an acceptance length of 0 or less is none either, for the variant
 * does no speculative decoding then. Anything else that is no number is an issue and no value. `where` says where the row is.
 */
export function readValues(
  row: Readonly<Record<string, unknown>>,
  suite: Metric['suite'],
  where: () => string
): { readonly values: MetricValues; readonly issues: readonly Issue[] } {
  const values: Partial<Record<MetricId, number>> = {};
  const issues: Issue[] = [];
  for (const { id } of SUITES[suite]) {
    const value = row[id];
    if (value === undefined || value === null || (id === 'acc_length' && typeof value === 'number' && value <= 0)) {
      continue;
    }
    if (typeof value === 'number' && Number.isFinite(value)) {
      values[id] = value;
    } else {
      issues.push(makeIssue('wrongType', `${where()}.${id}`, 'number', value));
    }
  }
  return { values, issues };
}
