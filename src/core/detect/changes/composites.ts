import { mean } from 'simple-statistics';

import { groupBy } from '../../model/groupBy';
import { type Job } from '../../model/job';
import { type MetricId } from '../../model/metrics';
import { makeSeries, type Series } from '../../model/series';
import { medianOf } from '../levels/medianOf';
import { type Observations } from './observations';

/** One metric of one series, to be seen together with others. */
export interface Member {
  readonly series: Series;
  readonly metric: MetricId;
  readonly observations: Observations;
}

/** What the series of one GPU configuration, model and variant show together. */
export interface Composite extends Member {
  readonly members: number;
}

const FEWEST_MEMBERS = 3;
const TRIMMED = 0.2;

/**
 * Returns the composites of all members: night by night the trimmed mean of how far each member is from its own
 * median, as a ratio around 1. Small shifts that are common to the members show in it although each alone hides them.
 */
export function* compositesOf(members: readonly Member[]): Job<Composite[]> {
  const groups = groupBy(
    members.filter(({ series }) => series.labels.model !== undefined),
    ({ metric, series: { labels } }) => [metric, labels.gpu_config, labels.model, labels.variant].join('|')
  );
  const composites: Composite[] = [];
  for (const group of groups.values()) {
    if (group.length >= FEWEST_MEMBERS) {
      composites.push(compositeOf(group));
      yield;
    }
  }
  return composites;
}

function compositeOf(group: readonly Member[]): Composite {
  const distances: number[][] = [];
  for (const { observations } of group) {
    const logs = Float64Array.from(observations.values).map(Math.log);
    const middle = logs.length > 0 ? medianOf(logs) : 0;
    observations.nights.forEach((night, at) => (distances[night] ??= []).push(logs[at]! - middle));
  }
  const nights: number[] = [];
  const values: number[] = [];
  distances.forEach((ofNight, night) => {
    if (ofNight.length >= FEWEST_MEMBERS) {
      nights.push(night);
      values.push(Math.exp(trimmedMean(ofNight)));
    }
  });
  const [{ series, metric }] = group as [Member];
  const { gpu_config = '', model = '', variant = '' } = series.labels;
  return {
    series: makeSeries({ gpu_config, model, variant }),
    metric,
    members: group.length,
    observations: { nights, values, lastFailed: -1 },
  };
}

function trimmedMean(values: readonly number[]): number {
  const cut = Math.floor(TRIMMED * values.length);
  return mean(values.toSorted((a, b) => a - b).slice(cut, values.length - cut));
}
