import { median } from 'simple-statistics';

import { type SeriesColumns } from '../../flatten/nightTable';
import { groupBy } from '../../model/groupBy';
import { type MetricId } from '../../model/metrics';
import { type ObservedNights } from './observedNights';

/** What was observed of one metric of a series: one value above 0 a night, ascending; a night without one is absent. */
export interface Observations {
  readonly nights: readonly number[];
  readonly values: readonly number[];
  /** Standard errors of the values as shares of them, where any was measured several times; 0 where it was not. */
  readonly errors?: readonly number[];
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
  const nights: number[] = [];
  const measured: number[] = [];
  const errors: number[] | undefined = given && given.size > 0 ? [] : undefined;
  let last = -1;
  let lastFailed = -1;
  let isAscending = true;
  for (let at = 0; at < column.length; at++) {
    const night = observed.nightOfRun[runs[at]!]!;
    const value = column[at]!;
    if (night >= 0 && value > 0) {
      isAscending &&= night > last;
      last = night;
      nights.push(night);
      measured.push(value);
      errors?.push(given!.get(runs[at]!)?.[metric] ?? 0);
    } else if (night >= 0 && value <= 0) {
      lastFailed = Math.max(lastFailed, night);
    }
  }
  const all = { nights, values: measured, ...(errors?.some((error) => error > 0) && { errors }) };
  return { ...(isAscending ? all : mergeNights(all)), lastFailed };
}

type Measured = Omit<Observations, 'lastFailed'>;

function mergeNights({ nights, values, errors }: Measured): Measured {
  const byNight = groupBy(nights.keys(), (at) => nights[at]!);
  const ascending = [...byNight.keys()].sort((a, b) => a - b);
  const medians = (column: readonly number[]) =>
    ascending.map((night) => median(byNight.get(night)!.map((at) => column[at]!)));
  return { nights: ascending, values: medians(values), ...(errors && { errors: medians(errors) }) };
}
