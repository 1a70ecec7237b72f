import { mean } from 'simple-statistics';

import { groupBy } from '../../model/groupBy';
import { type Job } from '../../model/job';
import { type LabelName } from '../../model/labels';
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

/** What series show together that share some of their labels. */
export interface Composite extends Member {
  readonly members: number;
}

/** What members of a composite share, and how many there are at least; the coarser first. */
const GROUPS: ReadonlyArray<{ readonly by: readonly LabelName[]; readonly fewest: number }> = [
  { by: ['gpu_config', 'model', 'variant'], fewest: 3 },
  { by: ['gpu_config', 'model', 'variant', 'batch_size'], fewest: 2 },
];
const TRIMMED = 0.2;

/**
 * Returns the composites of all members, the coarser first: night by night the trimmed mean of how far each member is from
 * its own median, as a ratio around 1. Small shifts that are common to the members show in it although each alone hides
 * them.
 */
export function* compositesOf(members: readonly Member[]): Job<Composite[]> {
  const composites: Composite[] = [];
  const serving = members.filter(({ series }) => series.labels.model !== undefined);
  for (const { by, fewest } of GROUPS) {
    const keyOf = ({ metric, series: { labels } }: Member) => [metric, ...by.map((name) => labels[name])].join('|');
    for (const group of groupBy(serving, keyOf).values()) {
      const [{ series }] = group as [Member];
      if (group.length >= fewest && by.every((name) => series.labels[name] !== undefined)) {
        composites.push(compositeOf(group, by, fewest));
        yield;
      }
    }
  }
  return composites;
}

function compositeOf(group: readonly Member[], by: readonly LabelName[], fewest: number): Composite {
  const distances: number[][] = [];
  for (const { observations } of group) {
    const logs = Float64Array.from(observations.values).map(Math.log);
    const middle = logs.length > 0 ? medianOf(logs) : 0;
    observations.nights.forEach((night, at) => (distances[night] ??= []).push(logs[at]! - middle));
  }
  const nights: number[] = [];
  const values: number[] = [];
  distances.forEach((ofNight, night) => {
    if (ofNight.length >= fewest) {
      nights.push(night);
      values.push(Math.exp(trimmedMean(ofNight)));
    }
  });
  const [{ series, metric }] = group as [Member];
  return {
    series: makeSeries(Object.fromEntries(by.map((name) => [name, series.labels[name] ?? '']))),
    metric,
    members: group.length,
    observations: { nights, values, lastFailed: -1 },
  };
}

function trimmedMean(values: readonly number[]): number {
  const cut = Math.floor(TRIMMED * values.length);
  const sorted = Float64Array.from(values).sort();
  return mean([...sorted.subarray(cut, values.length - cut)]);
}

/** Whether a composite stands for a series, or a coarser composite for a finer one: it has all labels of the composite. */
export function standsFor(composite: Series, { labels }: Series): boolean {
  return Object.entries(composite.labels).every(([name, value]) => labels[name] === value);
}
