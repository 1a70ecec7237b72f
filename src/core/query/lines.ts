import { type SeriesColumns } from '../flatten/nightTable';
import { type Metric, type MetricId } from '../../catalogue/metrics';

/** One line: a metric of a series, at these positions in its columns. */
export interface Line {
  readonly columns: SeriesColumns;
  readonly metric: Metric;
  readonly points: readonly number[];
}

/** Returns the positions in the series' columns where a run of the mask has a value. */
export function pointsOf(columns: SeriesColumns, metric: MetricId, mask: Uint8Array): number[] {
  const values = columns.values[metric];
  const points: number[] = [];
  for (let at = 0; values && at < values.length; at++) {
    if (mask[columns.runs[at]!] === 1 && !Number.isNaN(values[at])) {
      points.push(at);
    }
  }
  return points;
}
