import { confirm } from './confirm';
import { type Exactness } from './exactness';
import { type Step } from './step';
import { type DetectorOptions, FEWEST_OBSERVATIONS } from './detectorOptions';
import { type Drift, driftsIn } from './driftsIn';
import { History, type Window } from './History';
import { huberMean } from './huberMean';
import { type Noise, noiseOfDifferences } from './noise';
import { type Around, onsetRange, placeOnset } from './onset';
import { areFlat, refine, type Refined } from './refine';
import { type SegmentCosts } from './SegmentCosts';

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

/**
 * Returns the levels of a series of observed values above 0, one a run in time order, or undefined where there are too
 * few to say anything. Deterministic; nothing is filled in. `errors` are the values' own standard errors, as shares of them.
 */
export function detectSteps(
  values: readonly number[],
  options: DetectorOptions,
  errors?: readonly number[]
): Levels | undefined {
  const window = new History(values, options.window, errors).window();
  return window && levelsOf(window, options);
}

/** Returns the levels of the last observations. */
export function levelsOf(window: Window, options: DetectorOptions): Levels {
  const { x, costs, skipped } = window;
  const { noise, cuts, isFlat, bounds, drifts, steps } = stepsIn(window, options);
  return {
    noise,
    skipped,
    isFlat,
    segments: [0, ...cuts].map((from, index) => {
      const to = cuts[index] ?? x.length;
      return { from: skipped + from, length: to - from, level: costs.median(from, to) };
    }),
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

/** Returns the steps of the last observations alone: when they were, and between which levels. */
export function stepsOf(window: Window, options: DetectorOptions): PlacedStep[] {
  return stepsIn(window, options).steps.map(({ onset, before, after }) => ({
    onset: window.skipped + onset,
    before,
    after,
  }));
}

/**
 * Whether there were no steps at any count of observations from one on up to another, as one look says; where it does not, each has
 * to be looked at.
 */
export function hadNoSteps(
  history: History,
  [first, last]: readonly [number, number],
  options: DetectorOptions
): boolean {
  const window = history.window(last);
  return (
    first >= FEWEST_OBSERVATIONS &&
    window !== undefined &&
    window.skipped === 0 &&
    !window.exactness &&
    areFlat(window.x, window.costs, [first, last], options)
  );
}

/** When a step was, and between which levels, as logarithms. */
export type PlacedStep = Pick<Step, 'onset' | 'before' | 'after'>;

/** What is found, with indexes in the window. */
interface Found extends Refined {
  /** The first observation, the onsets of all steps, also of those that drift, and the end. */
  readonly bounds: readonly number[];
  readonly drifts: readonly Drift[];
  readonly steps: ReadonlyArray<Step & { readonly around: Around }>;
}

function stepsIn({ x, costs, exactness }: Window, options: DetectorOptions): Found {
  const refined = refine(x, costs, options, exactness?.typical);
  const { noise, cuts } = refined;
  // An onset lies between all levels that were found, also those whose steps are too small to be told.
  const found = lookCloser(x, costs, refined, options, exactness);
  const allCuts = [...new Set([0, ...cuts, ...found.map(({ onset }) => onset), x.length])].sort((a, b) => a - b);
  const all = found.map((step) => {
    const around = aroundOf(step.onset, allCuts);
    return { ...step, around, onset: placeOnset(x, step, around, noise.scale, options) };
  });
  const bounds = [0, ...all.map(({ onset }) => onset), x.length];
  const drifts = driftsIn(x, all, bounds, noise.scale, options);
  const steps = all.filter(({ onset }) => !drifts.some(({ from, to }) => onset > from && onset < to));
  return { ...refined, bounds, drifts, steps };
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
  costs: SegmentCosts,
  { noise, cuts }: Refined,
  options: DetectorOptions,
  exactness?: Exactness
): Step[] {
  const steps = confirm(x, cuts, noise, options, exactness?.excess);
  const bounds = [0, ...steps.map(({ onset }) => onset), x.length];
  const inside = bounds.slice(0, -1).flatMap((from, index) => {
    const to = bounds[index + 1]!;
    const part = x.subarray(from, to);
    if (part.length < LONG || noiseOfDifferences(part) >= QUIETER * noise.scale) {
      return [];
    }
    const closer = refine(part, costs.part(from, to), options, exactness?.typical);
    const excess = exactness?.excess.subarray(from, to);
    return closer.noise.scale < QUIETER * noise.scale
      ? confirm(part, closer.cuts, closer.noise, options, excess).map((step) => ({ ...step, onset: from + step.onset }))
      : [];
  });
  return [...steps, ...inside].sort((a, b) => a.onset - b.onset);
}
