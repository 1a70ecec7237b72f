import { type Issue } from './issue';
import { type MetricValues } from '../catalogue/metrics';
import { type Absence, type Run } from './run';
import { type Series } from './series';

/** One measurement of one series in one night. */
export interface Row {
  readonly series: Series;
  readonly values: MetricValues;
  /** Where a value is the median of several measurements: its standard error by them, as a share of the value. */
  readonly errors?: MetricValues;
  /** Why it has no values, or what is wrong with them, where the document says so. */
  readonly failure?: string;
}

/** One run, flattened: its rows, what was wrong with it, and why it has no results where it has none. */
export interface Night {
  readonly run: Run;
  readonly rows: readonly Row[];
  readonly issues: readonly Issue[];
  readonly absence?: Absence;
}
