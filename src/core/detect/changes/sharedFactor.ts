import { SERIES_ATTRIBUTES, seriesAttribute } from '../../model/attributes';
import { type Labels } from '../../model/labels';
import { type Series } from '../../model/series';

/** What the affected series have in common, and how well it tells them from the others. */
export interface SharedFactor {
  /** One label, a pair of them, or none where all series are affected. */
  readonly labels: Labels;
  /** How many of those with these labels are affected, and how many there are. */
  readonly affected: number;
  readonly present: number;
}

type Pair = readonly [string, string];

/**
 * Returns the label, or pair of labels, that fits best: the harmonic mean of coverage (affected of those present there)
 * and purity (affected there of all affected). Of equally good ones the one with fewer labels.
 */
export function sharedFactor(affected: readonly Series[], present: readonly Series[]): SharedFactor {
  const ids = new Set(affected.map(({ id }) => id));
  const counts = new Map<string, { readonly labels: readonly Pair[]; affected: number; present: number }>();
  for (const series of present) {
    for (const labels of combinations(series)) {
      const key = labels.map((pair) => pair.join('=')).join('|');
      const count = counts.get(key) ?? { labels, affected: 0, present: 0 };
      count.present += 1;
      count.affected += ids.has(series.id) ? 1 : 0;
      counts.set(key, count);
    }
  }
  const fit = (one: { affected: number; present: number }) => (2 * one.affected) / (one.present + affected.length);
  const best = [...counts.values()].reduce((a, b) => {
    const gain = fit(b) - fit(a);
    return gain > 1e-9 || (gain > -1e-9 && b.labels.length < a.labels.length) ? b : a;
  });
  return { labels: Object.fromEntries(best.labels), affected: best.affected, present: best.present };
}

/** No label, each label, and each pair of labels of a series. */
function combinations({ labels }: Series): Pair[][] {
  const pairs = SERIES_ATTRIBUTES.flatMap(({ name, id }): Pair[] => {
    const value = seriesAttribute(labels, id);
    return value === '' ? [] : [[name, value]];
  });
  const two = pairs.flatMap((a, index) => pairs.slice(index + 1).map((b) => [a, b]));
  return [[], ...pairs.map((pair) => [pair]), ...two];
}
