import { type AttributeId, SERIES_ATTRIBUTES, seriesAttribute } from '../../catalogue/attributes';
import { type Series } from '../../model/series';
import { type Evidence } from '../events/evidence';
import { ScopeSums, type SumsFit } from './ScopeSums';
import { type SeriesCodes } from './SeriesCodes';

/** One condition of a scope on an attribute of series. */
export interface Condition {
  readonly name: string;
  readonly id: AttributeId;
  /** The values that it names. */
  readonly values: ReadonlySet<string>;
  /** What it takes to describe it: the logarithm of how many conditions it could have been. */
  readonly cost: number;
}

/** A scope, and how well the evidence says so. */
export interface Found {
  readonly chosen: readonly Condition[];
  readonly gain: number;
  readonly difference: number;
  readonly z: number;
}

/** Labels of which a cause may hit several values: models share kernels, GPU configurations drivers. */
const SET_ATTRIBUTES: ReadonlySet<AttributeId> = new Set(['gpuConfig', 'model', 'variant', 'testName'] as const);
/** A set is looked for with so many other labels at most. */
const MOST_OTHERS = 2;
/** So often a set and its common change are found with each other. */
const ROUNDS = 4;
/** With more batch sizes than any benchmark has, no ranges are looked for: they come from artifacts. */
const MOST_SIZES = 16;

interface BatchSize {
  readonly code: number;
  readonly size: number;
}

/** Looks at all scopes that hold a series that changed. */
export class ScopeSearch {
  private readonly seen: readonly Int32Array[];
  /** The codes of the series that changed. */
  private readonly own: Int32Array;
  private readonly conditions: readonly Condition[];
  /** The place of each condition's attribute. */
  private readonly places: readonly number[];
  private readonly masks: Uint32Array;
  private readonly sizes: readonly BatchSize[];
  private readonly sums: ScopeSums;

  constructor(
    private readonly seed: Series,
    private readonly evidence: readonly Evidence[],
    private readonly codes: SeriesCodes
  ) {
    this.seen = evidence.map(({ series }) => codes.of(series));
    this.own = codes.of(seed);
    this.conditions = conditionsOf(seed, this.seen, codes);
    this.places = this.conditions.map(({ id }) => SERIES_ATTRIBUTES.findIndex((one) => one.id === id));
    this.sizes = batchSizes(this.seen, codes);
    const placeOfSize = new Int32Array(codes.texts.length).fill(-1);
    this.sizes.forEach(({ code }, place) => (placeOfSize[code] = place));
    this.sums = new ScopeSums(this.conditions.length, this.sizes.length);
    this.masks = Uint32Array.from(this.seen, (one) =>
      this.places.reduce((bits, place, bit) => bits | (one[place] === this.own[place] ? 1 << bit : 0), 0)
    );
    evidence.forEach((one, at) => {
      const size = this.seen[at]![BATCH_SIZE]!;
      this.sums.add(one, this.masks[at]!, size < 0 ? -1 : placeOfSize[size]!);
    });
  }

  candidates(): Found[] {
    const found: Found[] = [];
    for (let mask = 0; mask < 1 << this.conditions.length; mask++) {
      const chosen = this.conditions.filter((_, bit) => mask & (1 << bit));
      found.push(...judged(chosen, this.sums.fit(mask)), ...this.withRanges(mask, chosen));
      if (chosen.length <= MOST_OTHERS) {
        found.push(...this.withSets(mask, chosen));
      }
    }
    return found;
  }

  /** A range of batch sizes instead of all of them: it costs more than a value, for there are more of them. */
  private withRanges(mask: number, chosen: readonly Condition[]): Found[] {
    if (chosen.some(({ id }) => id === 'batchSize')) {
      return [];
    }
    const own = Number(this.seed.labels.batch_size ?? NaN);
    const cost = Math.log(2 * (this.sizes.length - 1));
    const texts = this.sizes.map(({ code }) => this.codes.texts[code]!);
    const range = (first: number, last: number): Found[] => {
      const values = new Set(texts.slice(first, last + 1));
      const condition: Condition = { name: 'batch_size', id: 'batchSize', values, cost };
      return judged([...chosen, condition], this.sums.fit(mask, [first, last]));
    };
    return this.sizes
      .slice(1, -1)
      .flatMap(({ size }, index) => [
        ...(own >= size ? range(index + 1, this.sizes.length - 1) : []),
        ...(own <= size ? range(0, index + 1) : []),
      ]);
  }

  /** Sets of values of one more label. */
  private withSets(mask: number, chosen: readonly Condition[]): Found[] {
    return this.conditions.flatMap((condition, bit) => {
      if (mask & (1 << bit) || !SET_ATTRIBUTES.has(condition.id)) {
        return [];
      }
      const set = this.setOf(mask, this.places[bit]!, condition);
      return set ? judged([...chosen, set.condition], set.fit) : [];
    });
  }

  /** The sums of the evidence under a scope by the values of one more label. */
  private sumsByValue(mask: number, place: number) {
    const byValue = new Map<number, { weighted: number; weights: number }>();
    this.evidence.forEach(({ difference, variance }, at) => {
      const code = this.seen[at]![place]!;
      if (code >= 0 && (this.masks[at]! & mask) === mask) {
        const sums = byValue.get(code) ?? { weighted: 0, weights: 0 };
        byValue.set(code, sums);
        sums.weighted += difference / variance;
        sums.weights += 1 / variance;
      }
    });
    return byValue;
  }

  /**
   * Returns the values of a label that changed by a common amount: with the change of the seed's own value to begin with, those
   * join that are better described by it than by none; then both are found again.
   */
  private setOf(mask: number, place: number, { name, id }: Condition) {
    const byValue = this.sumsByValue(mask, place);
    const own = this.own[place]!;
    const first = byValue.get(own);
    if (!first) {
      return undefined;
    }
    let common = first.weighted / first.weights;
    let best: { readonly codes: number[]; readonly fit: SumsFit; readonly cost: number } | undefined;
    for (let round = 0; round < ROUNDS; round++) {
      const gains = [...byValue]
        .map(([code, { weighted, weights }]) => ({
          code,
          gain: code === own ? Infinity : gainOf({ weighted, weights }, common),
        }))
        .sort((a, b) => b.gain - a.gain);
      let [weighted, weights, most] = [0, 0, -Infinity];
      let found: typeof best;
      for (let count = 1; count < gains.length; count++) {
        const sums = byValue.get(gains[count - 1]!.code)!;
        weighted += sums.weighted;
        weights += sums.weights;
        const fit = { difference: weighted / weights, ratio: (weighted * weighted) / (2 * weights) };
        const cost = logChoices(byValue.size, count);
        if (gains[count - 1]!.gain > 0 && fit.ratio - cost > most) {
          most = fit.ratio - cost;
          found = { codes: gains.slice(0, count).map(({ code }) => code), fit, cost };
        }
      }
      if (!found || (best && found.fit.difference === best.fit.difference)) {
        break;
      }
      best = found;
      common = found.fit.difference;
    }
    if (!best || best.codes.length < 2) {
      return undefined;
    }
    const texts = new Set(best.codes.map((code) => this.codes.texts[code]!));
    return { condition: { name, id, values: texts, cost: best.cost } satisfies Condition, fit: best.fit };
  }
}

/** How far, of the common change or in standard errors, the change of one value may be from it. */
const SIMILAR = 0.2;
const SIMILAR_ERRORS = 3;

/** By how much a value is better described by the common change than by none; of another size, it is another change. */
function gainOf({ weighted, weights }: { weighted: number; weights: number }, common: number): number {
  const allowed = Math.max(SIMILAR * Math.abs(common), SIMILAR_ERRORS / Math.sqrt(weights));
  return Math.abs(weighted / weights - common) > allowed
    ? -Infinity
    : common * weighted - (common * common * weights) / 2;
}

function judged(chosen: readonly Condition[], fit: SumsFit | undefined): Found[] {
  if (!fit) {
    return [];
  }
  const gain = fit.ratio - chosen.reduce((sum, { cost }) => sum + cost, 0);
  return [{ chosen, gain, difference: fit.difference, z: Math.sqrt(2 * fit.ratio) }];
}

/** The logarithm of how many sets of `count` of `all` values there are. */
function logChoices(all: number, count: number): number {
  let sum = 0;
  for (let at = 1; at <= count; at++) {
    sum += Math.log((all - count + at) / at);
  }
  return sum;
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
    return text === '' || count < 2 ? [] : [{ id, name, values: new Set([text]), cost: Math.log(count) }];
  });
}

const BATCH_SIZE = SERIES_ATTRIBUTES.findIndex(({ id }) => id === 'batchSize');

/** The batch sizes that there are, ascending. */
function batchSizes(seen: readonly Int32Array[], { texts }: SeriesCodes): BatchSize[] {
  const found = new Set<number>();
  for (let at = 0; at < seen.length && found.size <= MOST_SIZES; at++) {
    found.add(seen[at]![BATCH_SIZE]!);
  }
  const sizes = [...found].filter((code) => code >= 0).map((code) => ({ code, size: Number(texts[code]) }));
  return sizes.length > MOST_SIZES ? [] : sizes.sort((a, b) => a.size - b.size);
}
