import { confirm } from './confirm';
import { type Exactness, exactnessOf } from './exactness';
import { type Step } from './step';
import { type DetectorOptions, FEWEST_OBSERVATIONS } from './detectorOptions';
import { type Drift, driftsIn } from './driftsIn';
import { huberMean } from './huberMean';
import { type Noise, noiseOfDifferences } from './noise';
import { type Around, onsetRange, placeOnset } from './onset';
import { refine, type Refined } from './refine';
import { type Scratch } from './Scratch';
import { SegmentCosts } from './SegmentCosts';

/** The levels of a series. Indexes count the observations given, also those before the window. */
export interface Levels {
  readonly steps: readonly LocatedStep[];
  readonly noise: Noise;
  /** How many observations stand before the window. */
  readonly skipped: number;
  /** The levels between the steps, by Huber means. */
  readonly plateaus: readonly Segment[];
  /** All levels that the observations fall into, by medians, also those whose steps were too small or too uncertain to be told. */
  readonly segments: readonly Segment[];
  /** Stretches in which the level moves steadily: their steps are no steps. */
  readonly drifts: readonly Drift[];
  /** Whether no cut was found on the way either: then there is none where cuts cost more. */
  readonly isFlat: boolean;
}

/** A step, and the first and last observation at which it may have been. */
export type LocatedStep = Step & { readonly range: readonly [number, number] };

/** Observations of one level, which is given as a logarithm. */
export interface Segment {
  readonly from: number;
  readonly length: number;
  readonly level: number;
}

/** The last observations of a series, as logarithms, with what all detections on them need. */
export interface Prepared {
  readonly x: Float64Array;
  readonly costs: SegmentCosts;
  readonly skipped: number;
  /** What is known of how exact the observations are. */
  readonly exactness?: Exactness;
}

/**
 * Returns what detection needs of observed values above 0, or undefined where there are too few to say anything. With scratch
 * memory it holds until that is used for another series.
 */
export function prepare(
  values: readonly number[],
  window: number,
  errors?: readonly number[],
  scratch?: Scratch
): Prepared | undefined {
  if (values.length < FEWEST_OBSERVATIONS) {
    return undefined;
  }
  const skipped = Math.max(0, values.length - window);
  const looked = windowOf(values, skipped, errors);
  scratch?.reset();
  return { ...looked, skipped, costs: new SegmentCosts(looked.x, scratch) };
}

/** Returns the observations from one on as logarithms, and what is known of how exact they are. */
export function windowOf(
  values: readonly number[],
  skipped: number,
  errors?: readonly number[]
): Pick<Prepared, 'x' | 'exactness'> {
  const x = new Float64Array(values.length - skipped);
  for (let at = 0; at < x.length; at++) {
    x[at] = Math.log(values[skipped + at]!);
  }
  return { x, ...(errors && { exactness: exactnessOf(errors.slice(skipped)) }) };
}

/**
 * Returns the levels of a series of observed values above 0, one a run in time order, or undefined where there are too
 * few to say anything. Deterministic; nothing is filled in. `errors` are the values' own standard errors, as shares of them.
 */
export function detectSteps(
  values: readonly number[],
  options: DetectorOptions,
  errors?: readonly number[],
  scratch?: Scratch
): Levels | undefined {
  const prepared = prepare(values, options.window, errors, scratch);
  return prepared && levelsOf(prepared, options);
}

/** Returns the levels of prepared observations. */
export function levelsOf({ x, costs, skipped, exactness }: Prepared, options: DetectorOptions): Levels {
  const refined = refine(x, costs, options, exactness?.typical);
  const { noise, cuts, isFlat } = refined;
  // An onset lies between all levels that were found, also those whose steps are too small to be told.
  const found = lookCloser(x, refined, options, exactness);
  const allCuts = [...new Set([0, ...cuts, ...found.map(({ onset }) => onset), x.length])].sort((a, b) => a - b);
  const all = found.map((step) => {
    const around = aroundOf(step.onset, allCuts);
    return { ...step, around, onset: placeOnset(x, step, around, noise.scale, options) };
  });
  const bounds = [0, ...all.map(({ onset }) => onset), x.length];
  const drifts = driftsIn(x, all, bounds, noise.scale, options);
  const steps = all.filter(({ onset }) => !drifts.some(({ from, to }) => onset > from && onset < to));
  const segments = [0, ...cuts].map((from, index) => {
    const to = cuts[index] ?? x.length;
    return { from: skipped + from, length: to - from, level: costs.median(from, to) };
  });
  return {
    noise,
    skipped,
    segments,
    isFlat,
    drifts: drifts.map((drift) => ({ ...drift, from: skipped + drift.from, to: skipped + drift.to })),
    plateaus: bounds.slice(0, -1).map((from, index) => {
      const level = huberMean(x.subarray(from, bounds[index + 1]), noise.scale);
      return { from: skipped + from, length: bounds[index + 1]! - from, level };
    }),
    steps: steps.map(({ around: [from, , to], ...step }) => {
      const [first, last] = onsetRange(costs, [from, step.onset, to], noise.scale, options);
      return { ...step, onset: skipped + step.onset, range: [skipped + first, skipped + last] as const };
    }),
  };
}

function aroundOf(onset: number, cuts: readonly number[]): Around {
  const place = cuts.indexOf(onset);
  return [cuts[place - 1]!, onset, cuts[place + 1]!];
}

/** A level that is so much quieter than the whole, and has so many observations, is looked at again by itself. */
const QUIETER = 0.2;
const LONG = 16;

/** Adds the steps inside levels that are much quieter than the whole: the noise elsewhere hides them. */
function lookCloser(
  x: Float64Array,
  { noise, cuts }: Refined,
  options: DetectorOptions,
  exactness?: Exactness
): Step[] {
  const steps = confirm(x, cuts, noise, options, exactness?.excess);
  const bounds = [0, ...steps.map(({ onset }) => onset), x.length];
  const inside = bounds.slice(0, -1).flatMap((from, index) => {
    const part = x.subarray(from, bounds[index + 1]);
    if (part.length < LONG || noiseOfDifferences(part) >= QUIETER * noise.scale) {
      return [];
    }
    const closer = refine(part, new SegmentCosts(part), options, exactness?.typical);
    const excess = exactness?.excess.subarray(from, bounds[index + 1]);
    return closer.noise.scale < QUIETER * noise.scale
      ? confirm(part, closer.cuts, closer.noise, options, excess).map((step) => ({ ...step, onset: from + step.onset }))
      : [];
  });
  return [...steps, ...inside].sort((a, b) => a.onset - b.onset);
}
