import { type Attribute, SERIES_ATTRIBUTES, seriesAttribute } from '../../model/attributes';
import { type Labels } from '../../model/labels';
import { type Series } from '../../model/series';
import { type Evidence } from './evidence';
import { ScopeSums, type SumsFit } from './ScopeSums';
import { SeriesCodes } from './SeriesCodes';

/** The series that a change concerns, and how well the evidence says so. */
export interface ScopeFit {
  /** The labels that all of them share; none where the change concerns all series. */
  readonly labels: Labels;
  readonly includes: (series: Series) => boolean;
  /** The same for a composite, which has not all labels: whether some of what it stands for is included. */
  readonly overlaps: (series: Series) => boolean;
  /** The common change, in logarithms. */
  readonly difference: number;
  /** Its logarithmic likelihood ratio, less what it takes to describe the scope. */
  readonly gain: number;
  /** The standard errors by which the common change differs from none. */
  readonly z: number;
  /** How many of them show the change or are too noisy to contradict it, and how many there are. */
  readonly affected: number;
  readonly present: number;
}

/** One condition of a scope on an attribute of series. */
interface Condition {
  readonly name: keyof Labels & string;
  readonly id: Attribute['id'];
  /** What is written of it: a value, or a range of values. */
  readonly text: string;
  readonly holds: (text: string) => boolean;
  /** What it takes to describe it: the logarithm of how many conditions it could have been. */
  readonly cost: number;
}

/**
 * Returns the scope that explains the evidence best, among all conjunctions of labels of one series that changed, and of
 * ranges of batch sizes.
 *
 * A scope says that its members changed by a common amount and the others did not. Its likelihood ratio is
 * (sum of w d)^2 / (2 sum of w) over its members, with d the change that a member shows and w the inverse of its variance:
 * members that did not change dilute it, members that are left out are missing from it, and noisy ones hardly count. Each
 * label costs the logarithm of how many values it has (minimum description length), so that of scopes that fit equally
 * well the one with fewer labels is taken. A range costs more than a value, for there are more of them.
 */
export function bestScope(
  seed: Series,
  evidence: readonly Evidence[],
  codes = new SeriesCodes()
): ScopeFit | undefined {
  const seen = evidence.map(({ series }) => codes.of(series));
  const conditions = conditionsOf(seed, seen, codes);
  const sizes = batchSizes(seen, codes);
  const placeOfSize = new Int32Array(codes.texts.length).fill(-1);
  sizes.forEach(({ code }, place) => (placeOfSize[code] = place));
  const sums = new ScopeSums(conditions.length, sizes.length);
  const places = conditions.map(({ id }) => SERIES_ATTRIBUTES.findIndex((one) => one.id === id));
  const own = codes.of(seed);
  evidence.forEach((one, at) => {
    const mask = places.reduce((bits, place, bit) => bits | (seen[at]![place] === own[place] ? 1 << bit : 0), 0);
    const size = seen[at]![BATCH_SIZE]!;
    sums.add(one, mask, size < 0 ? -1 : placeOfSize[size]!);
  });
  let best: Found | undefined;
  for (let mask = 0; mask < 1 << conditions.length; mask++) {
    const chosen = conditions.filter((_, bit) => mask & (1 << bit));
    best = better(best, { chosen, mask }, sums.fit(mask));
  }
  return best && scopeFit(withRange(best, { seed, conditions, sizes, sums }), evidence);
}

interface Chosen {
  readonly chosen: readonly Condition[];
  readonly mask: number;
}

interface Found extends Chosen {
  readonly gain: number;
  readonly difference: number;
  readonly z: number;
}

function better(best: Found | undefined, chosen: Chosen, fit: SumsFit | undefined): Found | undefined {
  const gain = fit ? fit.ratio - chosen.chosen.reduce((sum, { cost }) => sum + cost, 0) : -Infinity;
  return fit && (!best || gain > best.gain)
    ? { ...chosen, gain, difference: fit.difference, z: Math.sqrt(2 * fit.ratio) }
    : best;
}

function conditionsOf(seed: Series, seen: readonly Int32Array[], codes: SeriesCodes): Condition[] {
  const isSeen = new Uint8Array(codes.texts.length);
  const counts = SERIES_ATTRIBUTES.map(() => 0);
  for (const one of seen) {
    for (let place = 0; place < counts.length; place++) {
      const code = one[place]!;
      if (code >= 0 && isSeen[code] === 0) {
        isSeen[code] = 1;
        counts[place]! += 1;
      }
    }
  }
  const lacks = counts.map((_, place) => seen.some((one) => one[place] === -1));
  return SERIES_ATTRIBUTES.flatMap(({ id, name }, place): Condition[] => {
    const text = seriesAttribute(seed.labels, id);
    const count = counts[place]! + (lacks[place] ? 1 : 0);
    return text === '' || count < 2
      ? []
      : [{ id, name, text, holds: (other) => other === text, cost: Math.log(count) }];
  });
}

function batchSize({ labels }: Series): number {
  return labels.batch_size === undefined ? NaN : Number(labels.batch_size);
}

const BATCH_SIZE = SERIES_ATTRIBUTES.findIndex(({ id }) => id === 'batchSize');
/** With more batch sizes than any benchmark has, no ranges are looked for: they come from artifacts. */
const MOST_SIZES = 16;

interface BatchSize {
  readonly code: number;
  readonly size: number;
}

/** The batch sizes that there are, ascending. */
function batchSizes(seen: readonly Int32Array[], { texts }: SeriesCodes): BatchSize[] {
  const found = new Set<number>();
  for (let at = 0; at < seen.length && found.size <= MOST_SIZES; at++) {
    found.add(seen[at]![BATCH_SIZE]!);
  }
  const sizes = [...found].filter((code) => code >= 0).map((code) => ({ code, size: Number(texts[code]) }));
  return sizes.length > MOST_SIZES ? [] : sizes.sort((a, b) => a.size - b.size);
}

interface Searched {
  readonly seed: Series;
  readonly conditions: readonly Condition[];
  readonly sizes: readonly BatchSize[];
  readonly sums: ScopeSums;
}

/** Returns the scope with a range of batch sizes instead of one or of all, where that explains the evidence better. */
function withRange(best: Found, { seed, conditions, sizes, sums }: Searched): Found {
  const bit = conditions.findIndex(({ id }) => id === 'batchSize');
  const others = best.chosen.filter(({ id }) => id !== 'batchSize');
  const mask = bit < 0 ? best.mask : best.mask & ~(1 << bit);
  const own = batchSize(seed);
  const cost = Math.log(2 * (sizes.length - 1));
  let found = best;
  for (let at = 1; at < sizes.length - 1; at++) {
    const end = sizes[at]!.size;
    const range = { name: 'batch_size', id: 'batchSize', cost } as const;
    if (own >= end) {
      const more = { ...range, text: `${end} or more`, holds: (text: string) => Number(text || NaN) >= end };
      found = better(found, { chosen: [...others, more], mask }, sums.fit(mask, [at, sizes.length - 1]))!;
    }
    if (own <= end) {
      const less = { ...range, text: `${end} or less`, holds: (text: string) => Number(text || NaN) <= end };
      found = better(found, { chosen: [...others, less], mask }, sums.fit(mask, [0, at]))!;
    }
  }
  return found;
}

function scopeFit({ chosen, gain, difference, z }: Found, evidence: readonly Evidence[]): ScopeFit {
  const includes = ({ labels }: Series) => chosen.every(({ id, holds }) => holds(seriesAttribute(labels, id)));
  const members = evidence.filter(({ series }) => includes(series));
  return {
    gain,
    z,
    difference,
    labels: Object.fromEntries(chosen.map(({ name, text }) => [name, text])),
    includes,
    overlaps: ({ labels }) =>
      chosen.every(({ id, holds }) => {
        const text = seriesAttribute(labels, id);
        return text === '' || holds(text);
      }),
    affected: members.filter((one) => !contradicts(one, difference)).length,
    present: members.length,
  };
}

/** So many standard errors nearer to no change than to the common one: then a member did not take part. */
const CERTAIN = 2;

function contradicts({ difference, variance }: Evidence, common: number): boolean {
  const error = Math.sqrt(variance);
  const isNearerToNone = Math.abs(difference) < Math.abs(difference - common);
  return isNearerToNone && Math.abs(common) > CERTAIN * error;
}
