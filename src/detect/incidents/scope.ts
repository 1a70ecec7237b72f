import { SERIES_ATTRIBUTES, seriesAttribute } from '../../catalogue/attributes';
import { type Labels } from '../../catalogue/labels';
import { type Series } from '../../model/series';
import { type Evidence } from '../events/evidence';
import { type Condition, type Found, ScopeSearch } from './ScopeSearch';
import { SeriesCodes } from './SeriesCodes';

/** The labels of a scope, each with the values that it names, sorted; empty where it is all series. */
export type ScopeLabels = Readonly<Record<string, readonly string[]>>;

/** Returns the labels of a scope that names one value of each. */
export function labelsOfScope(labels: Labels): ScopeLabels {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, [value]]));
}

/** Whether a scope is another one, or a part of it: it has all labels of the other, with no other values. */
export function contains(whole: ScopeLabels, part: ScopeLabels): boolean {
  return Object.entries(whole).every(([name, values]) => part[name]?.every((value) => values.includes(value)) ?? false);
}

/** The series that a change concerns, and how well the evidence says so. */
export interface ScopeFit {
  readonly labels: ScopeLabels;
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

/** The share of its members that must bear out a scope. */
const MOST = 0.75;

/**
 * Returns the scope that explains the evidence best of those that its members bear out: among all conjunctions of labels of
 * one series that changed, where one label may name a set of values, and ranges of batch sizes. Undefined where none is.
 *
 * A scope says that its members changed by a common amount and the others did not. Its likelihood ratio is
 * (sum of w d)^2 / (2 sum of w) over its members, with d the change that a member shows and w the inverse of its variance:
 * members that did not change dilute it, members that are left out are missing from it, and noisy ones hardly count. Each
 * label costs the logarithm of how many values, or sets of so many values, there are (minimum description length), so that
 * of scopes that fit equally well the one with fewer labels is taken.
 */
export function bestScope(
  seed: Series,
  evidence: readonly Evidence[],
  codes = new SeriesCodes()
): ScopeFit | undefined {
  const found = new ScopeSearch(seed, evidence, codes).candidates();
  for (const candidate of found.sort((a, b) => b.gain - a.gain)) {
    const fit = scopeFit(candidate, evidence);
    if (fit.affected >= MOST * fit.present) {
      return fit;
    }
  }
  return undefined;
}

/** Returns the scope that is one series alone, as far as the evidence shows it. */
export function ownScope(seed: Series, evidence: readonly Evidence[]): ScopeFit | undefined {
  const own = evidence.find(({ series }) => series === seed);
  if (!own) {
    return undefined;
  }
  const chosen = SERIES_ATTRIBUTES.flatMap(({ id, name }): Condition[] => {
    const text = seriesAttribute(seed.labels, id);
    return text === '' ? [] : [{ id, name, values: new Set([text]), cost: 0 }];
  });
  const ratio = (own.difference * own.difference) / (2 * own.variance);
  return scopeFit({ chosen, gain: ratio, difference: own.difference, z: Math.sqrt(2 * ratio) }, [own]);
}

function scopeFit({ chosen, gain, difference, z }: Found, evidence: readonly Evidence[]): ScopeFit {
  const includes = ({ labels }: Series) => chosen.every(({ id, values }) => values.has(seriesAttribute(labels, id)));
  const members = evidence.filter(({ series }) => includes(series));
  return {
    gain,
    z,
    difference,
    labels: Object.fromEntries(chosen.map(({ name, values }) => [name, [...values].sort()])),
    includes,
    overlaps: ({ labels }) =>
      chosen.every(({ id, values }) => {
        const text = seriesAttribute(labels, id);
        return text === '' || values.has(text);
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
