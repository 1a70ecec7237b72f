import { confirm } from './confirm';
import { type Exactness, huberMean } from './statistics';
import { type ChangePoint } from './changePoint';
import { type DetectorOptions, FEWEST_OBSERVATIONS } from './detectorOptions';
import { type Drift, driftsIn } from './driftsIn';
import { History, type Window } from './History';
import { type Noise, noiseOfDifferences } from './noise';
import { type Around, onsetRange, placeOnset } from './onset';
import { areFlat, refine, type Refined } from './refine';
import { type LevelCosts } from './LevelCosts';

/** The levels of a series. Indexes count the observations given, also those before the window. */
export interface Levels {
  readonly changePoints: readonly LocatedChangePoint[];
  readonly noise: Noise;
  /** How many observations stand before the window. */
  readonly skipped: number;
  /** The levels between the change points, by Huber means. */
  readonly confirmed: readonly Level[];
  /** All levels that the observations fall into, by medians, also those whose change points were too small or too uncertain to be reported. */
  readonly all: readonly Level[];
  /** Stretches in which the level moves steadily: their change points are no change points. */
  readonly drifts: readonly Drift[];
  /** Whether no candidate was found on the way either: then there is none where candidates cost more. */
  readonly isFlat: boolean;
}

/** A change point, and the first and last observation at which it may have been. */
export type LocatedChangePoint = ChangePoint & { readonly range: readonly [number, number] };

/** Observations of one level, which is given as a logarithm. */
export interface Level {
  readonly from: number;
  readonly length: number;
  readonly level: number;
}

/**
 * Returns the levels of a series of observed values above 0, one a run in time order, or undefined where there are too
 * few to say anything. Deterministic; nothing is filled in. `errors` are the values' own standard errors, as shares of them.
 */
export function detectChangePoints(
  values: ArrayLike<number>,
  options: DetectorOptions,
  errors?: ArrayLike<number>
): Levels | undefined {
  const window = new History(values, options.window, errors).window();
  return window && levelsOf(window, options);
}

/** Returns the levels of the last observations. */
export function levelsOf(window: Window, options: DetectorOptions): Levels {
  const { x, costs, skipped } = window;
  const { noise, candidates, isFlat, bounds, drifts, changePoints } = changePointsIn(window, options);
  return {
    noise,
    skipped,
    isFlat,
    all: [0, ...candidates].map((from, index) => {
      const to = candidates[index] ?? x.length;
      return { from: skipped + from, length: to - from, level: costs.median(from, to) };
    }),
    drifts: drifts.map((drift) => ({ ...drift, from: skipped + drift.from, to: skipped + drift.to })),
    confirmed: bounds.slice(0, -1).map((from, index) => {
      const level = huberMean(x.subarray(from, bounds[index + 1]), noise.scale);
      return { from: skipped + from, length: bounds[index + 1]! - from, level };
    }),
    changePoints: changePoints.map(({ around: [from, , to], ...changePoint }) => {
      const [first, last] = onsetRange(costs, [from, changePoint.onset, to], noise.scale, options);
      return { ...changePoint, onset: skipped + changePoint.onset, range: [skipped + first, skipped + last] as const };
    }),
  };
}

/** Returns the change points of the last observations alone: when they were, and between which levels. */
export function changePointsOf(window: Window, options: DetectorOptions): PlacedChangePoint[] {
  return changePointsIn(window, options).changePoints.map(({ onset, before, after }) => ({
    onset: window.skipped + onset,
    before,
    after,
  }));
}

/**
 * Whether there were no change points at any count of observations from one on up to another, as one look says; where it does not, each has
 * to be looked at.
 */
export function hadNoChangePoints(
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

/** When a change point was, and between which levels, as logarithms. */
export type PlacedChangePoint = Pick<ChangePoint, 'onset' | 'before' | 'after'>;

/** What is found, with indexes in the window. */
interface Found extends Refined {
  /** The first observation, the onsets of all change points, also of those that drift, and the end. */
  readonly bounds: readonly number[];
  readonly drifts: readonly Drift[];
  readonly changePoints: ReadonlyArray<ChangePoint & { readonly around: Around }>;
}

function changePointsIn({ x, costs, exactness }: Window, options: DetectorOptions): Found {
  const refined = refine(x, costs, options, exactness?.typical);
  const { noise, candidates } = refined;
  // An onset lies between all levels that were found, also those whose change points are too small to be reported.
  const found = lookCloser(x, costs, refined, options, exactness);
  const allCandidates = [...new Set([0, ...candidates, ...found.map(({ onset }) => onset), x.length])].sort(
    (a, b) => a - b
  );
  const all = found.map((changePoint) => {
    const around = aroundOf(changePoint.onset, allCandidates);
    return { ...changePoint, around, onset: placeOnset(x, changePoint, around, noise.scale, options) };
  });
  const bounds = [0, ...all.map(({ onset }) => onset), x.length];
  const drifts = driftsIn(x, all, bounds, noise.scale, options);
  const changePoints = all.filter(({ onset }) => !drifts.some(({ from, to }) => onset > from && onset < to));
  return { ...refined, bounds, drifts, changePoints };
}

function aroundOf(onset: number, candidates: readonly number[]): Around {
  const place = candidates.indexOf(onset);
  return [candidates[place - 1]!, onset, candidates[place + 1]!];
}

/** A level that is so much quieter than the whole, and has so many observations, is looked at again by itself. */
const QUIETER = 0.2;
const LONG = 16;

/** Adds the change points inside levels that are much quieter than the whole: the noise elsewhere hides them. */
function lookCloser(
  x: Float64Array,
  costs: LevelCosts,
  { noise, candidates }: Refined,
  options: DetectorOptions,
  exactness?: Exactness
): ChangePoint[] {
  const changePoints = confirm(x, candidates, noise, options, exactness?.excess);
  const bounds = [0, ...changePoints.map(({ onset }) => onset), x.length];
  const inside = bounds.slice(0, -1).flatMap((from, index) => {
    const to = bounds[index + 1]!;
    const part = x.subarray(from, to);
    if (part.length < LONG || noiseOfDifferences(part) >= QUIETER * noise.scale) {
      return [];
    }
    const closer = refine(part, costs.part(from, to), options, exactness?.typical);
    const excess = exactness?.excess.subarray(from, to);
    return closer.noise.scale < QUIETER * noise.scale
      ? confirm(part, closer.candidates, closer.noise, options, excess).map((changePoint) => ({
          ...changePoint,
          onset: from + changePoint.onset,
        }))
      : [];
  });
  return [...changePoints, ...inside].sort((a, b) => a.onset - b.onset);
}
