import { compareLevels, type LevelComparison } from '../../detect/events/compareLevels';
import { subjectKey, type Subject } from '../../detect/events/eventContext';
import { type Sensitivity } from '../../detect/levels/sensitivity';
import { type SeriesColumns } from '../../table/nightTable';
import { type Labels } from '../../catalogue/labels';
import { type Metric } from '../../catalogue/metrics';
import { type AnswerContext } from '../answerContext';

/** What one metric of one series was in two runs. */
export interface Pair {
  readonly labels: Labels;
  readonly metric: Metric;
  readonly a: number | null;
  readonly b: number | null;
  /** Both are absent where too few nights are known to tell a difference from noise. */
  readonly subject?: Subject;
  readonly levels?: LevelComparison;
}

/** Returns who compares two runs in one metric of one series; nothing where neither has a value. */
export function pairsOf({ table, query, findings, observed }: AnswerContext<Sensitivity>, a: number, b: number) {
  const { preset, smallestChange } = query;
  return (columns: SeriesColumns, metric: Metric): Pair[] => {
    const values = { a: valueAt(columns, metric, a), b: valueAt(columns, metric, b) };
    if (values.a === null && values.b === null) {
      return [];
    }
    const both = values.a !== null && values.b !== null;
    const subject = both ? findings?.subjects.get(subjectKey(columns.series.id, metric.id)) : undefined;
    const levels = subject && compareLevels(subject, { table, observed, columns, a, b, preset, smallestChange });
    return [{ labels: columns.series.labels, metric, ...values, subject, levels }];
  };
}

function valueAt({ runs, values }: SeriesColumns, metric: Metric, run: number): number | null {
  const at = runs.indexOf(run);
  const value = at < 0 ? undefined : values[metric.id]?.[at];
  return value === undefined || Number.isNaN(value) ? null : value;
}

export const NO_CHANGE = 'no change seen';
export const TOO_FEW = 'too few nights';

/** Returns whether going from A to B is better by the metric's direction, where the levels say that they differ. */
export function verdictOf({ a, b, metric, levels }: Pair): string {
  if (a === null || b === null) {
    return a === null ? 'new' : 'missing';
  }
  if (!levels?.changed) {
    return levels ? NO_CHANGE : TOO_FEW;
  }
  return levels.change.percent > 0 === (metric.direction === 'higher') ? 'better' : 'worse';
}
