import { type MetricId, type MetricValues } from '../catalogue/metrics';
import { type Night, type Row } from '../model/night';
import { type Absence } from '../model/run';
import { type Series } from '../model/series';

/** All series that packed nights have, each once; nights refer to them by their place. */
export class SeriesDictionary {
  readonly series: Series[] = [];
  private readonly places = new Map<string, number>();

  /** Returns the place of a series, which it gets when it is first asked for. */
  placeOf(series: Series): number {
    const known = this.places.get(series.id);
    if (known !== undefined) {
      return known;
    }
    this.places.set(series.id, this.series.length);
    return this.series.push(series) - 1;
  }
}

/** A night whose rows are plain numbers, for hosts that hold years of them. */
export interface PackedNight extends Omit<Night, 'rows'> {
  /** How many models it has. */
  readonly models: number;
  /** The series of each row, by its place in the dictionary. */
  readonly series: Uint32Array;
  /** The metrics that any row has. */
  readonly metrics: readonly MetricId[];
  /** Row after row, a value for each of the metrics; NaN is no value. */
  readonly values: Float64Array;
  /** Why rows have no values, by their places in `series`, where the document says so. */
  readonly failures?: Readonly<Record<number, string>>;
  /** How exact values are that were measured several times, by the places of their rows. */
  readonly errors?: Readonly<Record<number, MetricValues>>;
}

/** Returns a night with its rows packed. Series that are new come into the dictionary. */
export function packNight({ rows, ...night }: Night, dictionary: SeriesDictionary): PackedNight {
  const found = new Set<string>();
  rows.forEach((row) => Object.keys(row.values).forEach((metric) => found.add(metric)));
  const metrics = [...found] as MetricId[];
  const values = new Float64Array(rows.length * metrics.length);
  const series = new Uint32Array(rows.length);
  rows.forEach((row, at) => {
    series[at] = dictionary.placeOf(row.series);
    metrics.forEach((metric, column) => {
      values[at * metrics.length + column] = row.values[metric] ?? NaN;
    });
  });
  const models = new Set(rows.map((row) => row.series.labels.model).filter(Boolean)).size;
  const failures = byPlace(rows, ({ failure }) => failure && failure.slice(0, LONGEST_FAILURE));
  const errors = byPlace(rows, (row) => row.errors);
  return { ...night, models, series, metrics, values, ...(failures && { failures }), ...(errors && { errors }) };
}

/** Returns a night without its rows, and why it has none. */
export function emptied(night: PackedNight, absence: Absence): PackedNight {
  const { failures: _, errors: __, ...rest } = night;
  return { ...rest, models: 0, series: new Uint32Array(), metrics: [], values: new Float64Array(), absence };
}

/** Returns what only few rows have, by their places, or undefined where none has. */
function byPlace<T>(rows: Night['rows'], get: (row: Row) => T): Readonly<Record<number, NonNullable<T>>> | undefined {
  const found = rows.flatMap((row, at) => {
    const one = get(row);
    return one ? [[at, one] as const] : [];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** Reasons hold whole answers of servers at times; so many characters say what it is. */
const LONGEST_FAILURE = 300;
