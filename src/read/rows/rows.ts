import { type Metric, type MetricId, METRICS, type MetricValues } from '../../catalogue/metrics';
import { type Issue, makeIssue } from '../../model/issue';
import { type Row } from '../../model/night';

/** What flattening gives: rows, and what was dropped on the way. */
export interface Flattened {
  readonly rows: readonly Row[];
  readonly issues: readonly Issue[];
}

/** Returns one row per series: of several the last that measured anything, for the first is a warm-up, or a try that failed. */
export function distinctRows(rows: readonly Row[]): Row[] {
  const bySeries = new Map<string, Row>();
  for (const row of rows) {
    if (!bySeries.has(row.series.id) || hasMeasured(row)) {
      bySeries.set(row.series.id, row);
    }
  }
  return [...bySeries.values()];
}

function hasMeasured({ values }: Row): boolean {
  return Object.values(values).some((value) => value > 0);
}

/** A field of a document, the metric that it is, and what it is multiplied by to be in the metric's unit. */
export interface MeasuredField {
  readonly field: string;
  readonly metric: MetricId;
  readonly factor?: number;
  /** Whether 0 and less say that there is nothing to measure. */
  readonly positive?: boolean;
}

/** Returns the metrics that stand in these fields. Null is no value; anything else that is no number is an issue and no value. */
export function measuredValues(
  given: Readonly<Record<string, unknown>>,
  fields: readonly MeasuredField[],
  where: () => string
): { readonly values: MetricValues; readonly issues: readonly Issue[] } {
  const values: Partial<Record<MetricId, number>> = {};
  const issues: Issue[] = [];
  for (const { field, metric, factor = 1, positive } of fields) {
    const value = given[field];
    if (typeof value === 'number' && Number.isFinite(value)) {
      if (!positive || value > 0) {
        values[metric] = value * factor;
      }
    } else if (value !== undefined && value !== null) {
      issues.push(makeIssue('wrongType', `${where()}.${field}`, 'number', value));
    }
  }
  return { values, issues };
}

const fieldsOf = (suite: Metric['suite']): MeasuredField[] =>
  METRICS.filter((metric) => metric.suite === suite).map(({ id }) => ({
    field: id,
    metric: id,
    // The variant does no speculative decoding then.
    positive: id === 'acc_length',
  }));

const FIELDS = { serving: fieldsOf('serving'), diffusion: fieldsOf('diffusion') };

/** Returns the metrics of one row, whose fields have the metrics' own names. `where` says where the row is. */
export function readValues(
  row: Readonly<Record<string, unknown>>,
  suite: keyof typeof FIELDS,
  where: () => string
): { readonly values: MetricValues; readonly issues: readonly Issue[] } {
  return measuredValues(row, FIELDS[suite], where);
}
