import { SERIES_ATTRIBUTES, seriesAttribute } from '../../model/attributes';
import { type Labels } from '../../model/labels';
import { type Series } from '../../model/series';
import { type Evidence } from './evidence';

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
  /** Place among the attributes. */
  readonly place: number;
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
export function bestScope(seed: Series, evidence: readonly Evidence[]): ScopeFit | undefined {
  const texts = evidence.map(({ series }) => attributesOf(series));
  const conditions = conditionsOf(seed, texts);
  const matches = texts.map((text) =>
    conditions.reduce((mask, { place, holds }, at) => mask | (holds(text[place]!) ? 1 << at : 0), 0)
  );
  let best: Found | undefined;
  for (let mask = 0; mask < 1 << conditions.length; mask++) {
    const chosen = conditions.filter((_, at) => mask & (1 << at));
    best = better(
      best,
      chosen,
      fitOf(evidence, (at) => (matches[at]! & mask) === mask)
    );
  }
  return best && scopeFit(withRange(best, seed, evidence, texts), evidence);
}

interface Found {
  readonly chosen: readonly Condition[];
  readonly gain: number;
  readonly difference: number;
  readonly z: number;
}

function better(best: Found | undefined, chosen: readonly Condition[], fit: Fit | undefined): Found | undefined {
  const gain = fit ? fit.ratio - chosen.reduce((sum, { cost }) => sum + cost, 0) : -Infinity;
  return fit && (!best || gain > best.gain)
    ? { chosen, gain, difference: fit.difference, z: Math.sqrt(2 * fit.ratio) }
    : best;
}

function conditionsOf(seed: Series, texts: ReadonlyArray<readonly string[]>): Condition[] {
  return SERIES_ATTRIBUTES.flatMap(({ name }, place): Condition[] => {
    const text = attributesOf(seed)[place]!;
    const count = text === '' ? 0 : countValues(texts, place);
    const holds = (other: string) => other === text;
    return count < 2 ? [] : [{ name, place, text, holds, cost: Math.log(count) }];
  });
}

const ORDERED = SERIES_ATTRIBUTES.findIndex(({ id }) => id === 'batchSize');

/** Returns the scope with a range of batch sizes instead of one or of all, where that explains the evidence better. */
function withRange(
  best: Found,
  seed: Series,
  evidence: readonly Evidence[],
  texts: ReadonlyArray<readonly string[]>
): Found {
  const others = best.chosen.filter(({ place }) => place !== ORDERED);
  const isMember = texts.map((text) => others.every(({ place, holds }) => holds(text[place]!)));
  return rangesOf(seed, texts).reduce<Found>((found, range) => {
    const fit = fitOf(evidence, (at) => isMember[at]! && range.holds(texts[at]![ORDERED]!));
    return better(found, [...others, range], fit)!;
  }, best);
}

/** The ranges of batch sizes with an end that hold that of the seed, and more than it alone. */
function rangesOf(seed: Series, texts: ReadonlyArray<readonly string[]>): Condition[] {
  const own = Number(attributesOf(seed)[ORDERED] || NaN);
  const values = [...new Set(texts.map((text) => Number(text[ORDERED] || NaN)))]
    .filter((value) => !Number.isNaN(value))
    .sort((a, b) => a - b);
  const name = SERIES_ATTRIBUTES[ORDERED]!.name;
  const cost = Math.log(2 * (values.length - 1));
  const range = (text: string, isIn: (value: number) => boolean): Condition => ({
    name,
    place: ORDERED,
    text,
    cost,
    holds: (other) => other !== '' && isIn(Number(other)),
  });
  return values
    .slice(1, -1)
    .flatMap((end) => [
      ...(own >= end ? [range(`${end} or more`, (value) => value >= end)] : []),
      ...(own <= end ? [range(`${end} or less`, (value) => value <= end)] : []),
    ]);
}

function scopeFit({ chosen, gain, difference, z }: Found, evidence: readonly Evidence[]): ScopeFit {
  const includes = (series: Series) => chosen.every(({ place, holds }) => holds(attributesOf(series)[place]!));
  const members = evidence.filter(({ series }) => includes(series));
  return {
    gain,
    z,
    difference,
    labels: Object.fromEntries(chosen.map(({ name, text }) => [name, text])),
    includes,
    overlaps: (series) =>
      chosen.every(({ place, holds }) => attributesOf(series)[place] === '' || holds(attributesOf(series)[place]!)),
    affected: members.filter((one) => !contradicts(one, difference)).length,
    present: members.length,
  };
}

function countValues(texts: ReadonlyArray<readonly string[]>, place: number): number {
  const values = new Set<string>();
  for (const text of texts) {
    values.add(text[place]!);
  }
  return values.size;
}

const known = new WeakMap<Series, readonly string[]>();

/** The texts of a series' attributes, in their order; they are asked for many times. */
function attributesOf(series: Series): readonly string[] {
  const texts = known.get(series) ?? SERIES_ATTRIBUTES.map(({ id }) => seriesAttribute(series.labels, id));
  known.set(series, texts);
  return texts;
}

interface Fit {
  readonly difference: number;
  readonly ratio: number;
}

function fitOf(evidence: readonly Evidence[], isMember: (at: number) => boolean): Fit | undefined {
  let weighted = 0;
  let weights = 0;
  for (let at = 0; at < evidence.length; at++) {
    if (isMember(at)) {
      const weight = 1 / evidence[at]!.variance;
      weighted += weight * evidence[at]!.difference;
      weights += weight;
    }
  }
  return weights > 0 ? { difference: weighted / weights, ratio: (weighted * weighted) / (2 * weights) } : undefined;
}

/** So many standard errors nearer to no change than to the common one: then a member did not take part. */
const CERTAIN = 2;

function contradicts({ difference, variance }: Evidence, common: number): boolean {
  const error = Math.sqrt(variance);
  const isNearerToNone = Math.abs(difference) < Math.abs(difference - common);
  return isNearerToNone && Math.abs(common) > CERTAIN * error;
}
