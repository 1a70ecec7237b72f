import { type Issue, makeIssue } from '../model/issue';
import { type MetricId, type MetricValues } from '../../catalogue/metrics';

/** A field of a document, the metric that it is, and what it is multiplied by to be in the metric's unit. */
export interface MeasuredField {
  readonly field: string;
  readonly metric: MetricId;
  readonly factor?: number;
}

/** Returns the metrics that stand in these fields. Null is no value; anything else that is no number is an issue and no value. */
export function measuredValues(
  given: Readonly<Record<string, unknown>>,
  fields: readonly MeasuredField[],
  where: () => string
): { readonly values: MetricValues; readonly issues: readonly Issue[] } {
  const values: Partial<Record<MetricId, number>> = {};
  const issues: Issue[] = [];
  for (const { field, metric, factor = 1 } of fields) {
    const value = given[field];
    if (typeof value === 'number' && Number.isFinite(value)) {
      values[metric] = value * factor;
    } else if (value !== undefined && value !== null) {
      issues.push(makeIssue('wrongType', `${where()}.${field}`, 'number', value));
    }
  }
  return { values, issues };
}
