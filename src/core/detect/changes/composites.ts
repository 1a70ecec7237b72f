import { mean } from 'simple-statistics';

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
export function compositesOf(members: readonly Member[]): Composite[] {
  const groups = new Map<string, Member[]>();
  for (const member of members) {
    const { gpu_config, model, variant } = member.series.labels;
    if (model !== undefined) {
      const key = [member.metric, gpu_config, model, variant].join('|');
      const group = groups.get(key);
      group ? group.push(member) : groups.set(key, [member]);
    }
  }
  return [...groups.values()].flatMap((group) => (group.length < FEWEST_MEMBERS ? [] : compositeOf(group)));
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
