import { SERIES_ATTRIBUTES, seriesAttribute } from '../../model/attributes';
import { type Labels } from '../../model/labels';
import { type Series } from '../../model/series';
import { type Evidence } from './evidence';

/** The series that a change concerns, and how well the evidence says so. */
export interface ScopeFit {
  /** The labels that all of them share; none where the change concerns all series. */
  readonly labels: Labels;
  readonly includes: (series: Series) => boolean;
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

/**
 * Returns the scope that explains the evidence best, among all conjunctions of labels of one series that changed.
 *
 * A scope says that its members changed by a common amount and the others did not. Its likelihood ratio is
 * (sum of w d)^2 / (2 sum of w) over its members, with d the change that a member shows and w the inverse of its variance:
 * members that did not change dilute it, members that are left out are missing from it, and noisy ones hardly count. Each
 * label costs the logarithm of how many values it has (minimum description length), so that of scopes that fit equally
 * well the one with fewer labels is taken.
 */
export function bestScope(seed: Series, evidence: readonly Evidence[]): ScopeFit | undefined {
  const texts = evidence.map(({ series }) => attributesOf(series));
  const columns = SERIES_ATTRIBUTES.flatMap(({ name }, place) => {
    const value = attributesOf(seed)[place]!;
    const count = value === '' ? 0 : countValues(texts, place);
    return count < 2 ? [] : [{ name, place, value, cost: Math.log(count) }];
  });
  const matches = texts.map((text) =>
    columns.reduce((mask, { place, value }, at) => mask | (text[place] === value ? 1 << at : 0), 0)
  );
  let best: { mask: number; gain: number; difference: number; z: number } | undefined;
  for (let mask = 0; mask < 1 << columns.length; mask++) {
    const fit = fitOf(mask, evidence, matches);
    const cost = columns.reduce((sum, column, at) => sum + (mask & (1 << at) ? column.cost : 0), 0);
    if (fit && (!best || fit.ratio - cost > best.gain)) {
      best = { mask, gain: fit.ratio - cost, difference: fit.difference, z: Math.sqrt(2 * fit.ratio) };
    }
  }
  if (!best) {
    return undefined;
  }
  const { mask, gain, difference, z } = best;
  const chosen = columns.filter((_, at) => mask & (1 << at));
  const members = evidence.filter((_, at) => (matches[at]! & mask) === mask);
  return {
    gain,
    z,
    difference,
    labels: Object.fromEntries(chosen.map(({ name, value }) => [name, value])),
    includes: (series) => chosen.every(({ place, value }) => attributesOf(series)[place] === value),
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

function fitOf(mask: number, evidence: readonly Evidence[], matches: readonly number[]) {
  let weighted = 0;
  let weights = 0;
  for (let at = 0; at < evidence.length; at++) {
    if ((matches[at]! & mask) === mask) {
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
