import { median } from 'simple-statistics';

import { type SeriesColumns } from '../../table/nightTable';
import { groupBy } from '../../lib/collections';
import { type MetricId } from '../../catalogue/metrics';
import { medianOf } from '../levels/statistics';
import { type ObservedNights } from './observedNights';

/** What was observed of one metric of a series: one value above 0 a night, ascending; a night without one is absent. */
export interface Observations {
  readonly nights: Int32Array;
  readonly values: Float64Array;
  /** Standard errors of the values as shares of them, where any was measured several times; 0 where it was not. */
  readonly errors?: Float64Array;
  /** The last night on which the metric was measured at 0 or below, which is no speed but a failure; -1 for none. */
  readonly lastFailed: number;
}

/** Returns a metric's observations; several runs of one night count as their median. */
export function observe(
  { runs, values, errors: given }: SeriesColumns,
  metric: MetricId,
  observed: ObservedNights
): Observations {
  const column = values[metric] ?? new Float64Array();
  const nights = new Int32Array(column.length);
  const measured = new Float64Array(column.length);
  const errors = given && new Float64Array(column.length);
  let count = 0;
  let last = -1;
  let lastFailed = -1;
  let isAscending = true;
  for (let at = 0; at < column.length; at++) {
    const night = observed.nightOfRun[runs[at]!]!;
    const value = column[at]!;
    if (night >= 0 && value > 0) {
      isAscending &&= night > last;
      last = night;
      nights[count] = night;
      measured[count] = value;
      if (errors) {
        errors[count] = given!.get(runs[at]!)?.[metric] ?? 0;
      }
      count += 1;
    } else if (value <= 0) {
      lastFailed = Math.max(lastFailed, night);
    }
  }
  const all = {
    nights: nights.slice(0, count),
    values: measured.slice(0, count),
    ...(errors?.some((error) => error > 0) && { errors: errors.slice(0, count) }),
  };
  return { ...(isAscending ? all : mergeNights(all)), lastFailed };
}

type Measured = Omit<Observations, 'lastFailed'>;

function mergeNights({ nights, values, errors }: Measured): Measured {
  const byNight = groupBy(nights.keys(), (at) => nights[at]!);
  const ascending = Int32Array.from(byNight.keys()).sort();
  const medians = (column: Float64Array) =>
    Float64Array.from(ascending, (night) => median(byNight.get(night)!.map((at) => column[at]!)));
  return { nights: ascending, values: medians(values), ...(errors && { errors: medians(errors) }) };
}

/** Returns how far series are from their own medians, in logarithms, night after night; those of a night begin at its start. */
export function distancesByNight(all: readonly Observations[]): {
  readonly starts: Uint32Array;
  readonly distances: Float64Array;
} {
  const starts = new Uint32Array(Math.max(...all.map(({ nights }) => nights.at(-1) ?? -1)) + 2);
  all.forEach(({ nights }) => nights.forEach((night) => (starts[night + 1]! += 1)));
  for (let night = 1; night < starts.length; night++) {
    starts[night]! += starts[night - 1]!;
  }
  const distances = new Float64Array(starts.at(-1)!);
  const next = starts.slice();
  for (const { nights, values } of all) {
    const logs = values.map(Math.log);
    const middle = logs.length > 0 ? medianOf(logs) : 0;
    nights.forEach((night, at) => (distances[next[night]!++] = logs[at]! - middle));
  }
  return { starts, distances };
}
