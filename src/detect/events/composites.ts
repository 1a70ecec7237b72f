import { groupBy } from '../../lib/collections';
import { type Job } from '../../lib/job';
import { type LabelName } from '../../catalogue/labels';
import { type MetricId } from '../../catalogue/metrics';
import { makeSeries, type Series } from '../../model/series';
import { distancesByNight, type Observations } from '../observed/observations';

/** One metric of one series, to be seen together with others. */
export interface Member {
  readonly series: Series;
  readonly metric: MetricId;
  readonly observations: Observations;
}

/** What series show together that share some of their labels. */
interface Composite extends Member {
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
  const { starts, distances } = distancesByNight(group.map(({ observations }) => observations));
  const nights: number[] = [];
  const values: number[] = [];
  for (let night = 0; night + 1 < starts.length; night++) {
    const ofNight = distances.subarray(starts[night], starts[night + 1]);
    if (ofNight.length >= fewest) {
      nights.push(night);
      values.push(Math.exp(trimmedMean(ofNight)));
    }
  }
  const [{ series, metric }] = group as [Member];
  return {
    series: makeSeries(Object.fromEntries(by.map((name) => [name, series.labels[name] ?? '']))),
    metric,
    members: group.length,
    observations: { nights: Int32Array.from(nights), values: Float64Array.from(values), lastFailed: -1 },
  };
}

/** Sorts the values in their place. */
function trimmedMean(values: Float64Array): number {
  const cut = Math.floor(TRIMMED * values.length);
  values.sort();
  let sum = 0;
  for (let at = cut; at < values.length - cut; at++) {
    sum += values[at]!;
  }
  return sum / (values.length - 2 * cut);
}

/** Whether a composite stands for a series, or a coarser composite for a finer one: it has all labels of the composite. */
export function standsFor(composite: Series, { labels }: Series): boolean {
  return Object.entries(composite.labels).every(([name, value]) => labels[name] === value);
}
