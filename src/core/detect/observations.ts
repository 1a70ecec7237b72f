import { median } from 'simple-statistics';

import { type SeriesColumns } from '../flatten/nightTable';
import { type MetricId } from '../model/metrics';
import { type ObservedNights } from './observedNights';

/** What was observed of one metric of a series: one value above 0 a night, ascending; a night without one is absent. */
export interface Observations {
  readonly nights: readonly number[];
  readonly values: readonly number[];
  /** The last night on which the metric was measured at 0 or below, which is no speed but a failure; -1 for none. */
  readonly lastFailed: number;
}

/** Returns a metric's observations; several runs of one night count as their median. */
export function observe({ runs, values }: SeriesColumns, metric: MetricId, observed: ObservedNights): Observations {
  const column = values[metric] ?? new Float64Array();
  const byNight = new Map<number, number[]>();
  let lastFailed = -1;
  column.forEach((value, at) => {
    const night = observed.nightOfRun[runs[at]!]!;
    if (night < 0 || Number.isNaN(value)) {
      return;
    }
    if (value > 0) {
      const known = byNight.get(night);
      known ? known.push(value) : byNight.set(night, [value]);
    } else {
      lastFailed = Math.max(lastFailed, night);
    }
  });
  const nights = [...byNight.keys()].sort((a, b) => a - b);
  return { nights, lastFailed, values: nights.map((night) => median(byNight.get(night)!)) };
}
