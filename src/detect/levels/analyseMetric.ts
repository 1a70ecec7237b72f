import { DETECTOR_PRESETS, type DetectorOptions, NEWS_FOR } from './detectorOptions';
import {
  hadNoChangePoints,
  type Levels,
  levelsOf,
  type LocatedChangePoint,
  type PlacedChangePoint,
  changePointsOf,
} from './detectChangePoints';
import { History } from './History';

/** What detection finds in the observations of one metric. */
export interface Analysis {
  readonly levels: Levels;
  /** Change points that only the most sensitive preset sees. */
  readonly suspects: readonly LocatedChangePoint[];
}

/** How far an onset may move, in observations, while its change stays the same. */
const SAME_EVENT = 5;

/** Returns the levels of observed values and what may become a change, or undefined where there are too few values. */
export function analyseMetric(history: History, options: DetectorOptions): Analysis | undefined {
  const window = history.window();
  if (!window) {
    return undefined;
  }
  const { penalty, confidence } = DETECTOR_PRESETS.high;
  if (options.penalty <= penalty) {
    return { levels: levelsOf(window, options), suspects: [] };
  }
  // Suspects are recent: history is looked at once.
  const sensitive = levelsOf(window, { ...options, penalty, historyShare: 1, confidence });
  if (sensitive.isFlat) {
    return { levels: sensitive, suspects: [] };
  }
  const levels = levelsOf(window, options);
  return {
    levels,
    suspects: sensitive.changePoints.filter(
      (changePoint) => !levels.changePoints.some((reported) => isSameChangePoint(reported, changePoint))
    ),
  };
}

/** When a change point was first reported: how many observations there were then, where its onset stood, and whether that was news. */
export interface FirstReport {
  readonly count: number;
  readonly onset: number;
  readonly isNews: boolean;
}

/** What came and went is history sooner: nobody can do anything about it. */
const OVER_NEWS_FOR = 12;

/** Whether a change point is reported that is first seen, among these change points, when there are so many observations. */
export function isNews(
  changePoint: PlacedChangePoint,
  count: number,
  changePoints: readonly PlacedChangePoint[]
): boolean {
  const age = count - 1 - changePoint.onset;
  return age <= (isPassing(changePoint, changePoints) ? OVER_NEWS_FOR : NEWS_FOR);
}

/** Whether the next change point undoes this one, or this one the change point before it: more than half of the way back. */
function isPassing(changePoint: PlacedChangePoint, changePoints: readonly PlacedChangePoint[]): boolean {
  const half = Math.abs(changePoint.after - changePoint.before) / 2;
  const at = changePoints.indexOf(changePoint);
  const [before, next] = [changePoints[at - 1], changePoints[at + 1]];
  const isUndone = next !== undefined && Math.abs(next.after - changePoint.before) < half;
  return isUndone || (before !== undefined && Math.abs(before.before - changePoint.after) < half);
}

/** Levels that are so many noise scales apart, and so long, no partition of their nights has ever missed. */
const FAR = 5;
const LONG = 8;

function isUnmistakable(
  { onset, before, after }: PlacedChangePoint,
  changePoints: readonly PlacedChangePoint[],
  scale: number
): boolean {
  const isAlone = changePoints.every((one) => one.onset === onset || Math.abs(one.onset - onset) >= LONG);
  return isAlone && Math.abs(after - before) >= FAR * scale;
}

/** What was not seen at the ends of two weeks in a row was forgotten: when it is seen again it is another report. */
const WEEK = 7;

/**
 * Returns the change points that were reported when there were only the first so many observations. Who goes on to ask for more says up to how
 * many there may be no change points: that saves looking at each.
 */
export type ChangePointsThen = (count: number, upTo?: number) => readonly PlacedChangePoint[];

/** Returns what was reported of values at any time before, each time looked at once. */
export function changePointsThen(history: History, options: DetectorOptions): ChangePointsThen {
  const looked = new Map<number, readonly PlacedChangePoint[]>();
  const tried = new Set<number>();
  return (count, upTo = count) => {
    if (upTo > count && !looked.has(count) && !tried.has(upTo)) {
      tried.add(upTo);
      const hadNone = hadNoChangePoints(history, [count, upTo], options);
      for (let none = count; hadNone && none <= upTo; none++) {
        looked.set(none, []);
      }
    }
    let changePoints = looked.get(count);
    if (!changePoints) {
      const window = history.window(count);
      changePoints = window ? changePointsOf(window, options) : [];
      looked.set(count, changePoints);
    }
    return changePoints;
  };
}

/**
 * Returns when a change point was first reported, by looking at the nights as they came, one in each step of the job. One that was lost since
 * is news only if it was when it was seen again. `levels` are all that there are now: two change points that are near each other are told
 * apart.
 */
export function* firstReport(
  values: ArrayLike<number>,
  changePoint: LocatedChangePoint,
  options: DetectorOptions,
  then = changePointsThen(new History(values, options.window), options),
  { changePoints, noise }: Pick<Levels, 'changePoints' | 'noise'> = {
    changePoints: [changePoint],
    noise: { scale: Infinity, widening: 1 },
  }
): Generator<void, FirstReport, void> {
  const earliest = Math.max(1, changePoint.onset - SAME_EVENT) + options.shortestLevel;
  const own = changePoints.find(({ onset }) => onset === changePoint.onset) ?? changePoint;
  // Before it began there was mostly nothing to see.
  const seenAt = (count: number) => matchChangePoints(changePoints, then(count, own.onset)).get(own);
  function* seenFrom(from: number): Generator<void, FirstReport, void> {
    for (let count = from; count < values.length; count++) {
      const seen = seenAt(count);
      if (seen) {
        return { count, onset: seen.onset, isNews: isNews(seen, count, then(count)) };
      }
      yield;
    }
    return { count: values.length, onset: changePoint.onset, isNews: isNews(own, values.length, changePoints) };
  }
  const first = yield* seenFrom(earliest);
  if (isUnmistakable(own, changePoints, noise.scale)) {
    return first;
  }
  // Of two weeks in a row one is every second one: the others are looked at only beside one in which it was not seen.
  const isLost = (count: number) => count > first.count && !seenAt(count);
  for (let week = values.length - 2 * WEEK; week > first.count; week -= 2 * WEEK) {
    if (isLost(week)) {
      const lost = isLost(week + WEEK) ? week : isLost(week - WEEK) ? week - WEEK : undefined;
      if (lost !== undefined) {
        const { isNews: isNewsAgain } = yield* seenFrom(lost + WEEK);
        return { ...first, isNews: isNewsAgain };
      }
    }
    yield;
  }
  return first;
}

/** Whether two change points may be one, seen at different times: they have one direction, and onsets near each other. */
export function isSameChangePoint(a: PlacedChangePoint, b: PlacedChangePoint): boolean {
  return a.after > a.before === b.after > b.before && Math.abs(a.onset - b.onset) <= SAME_EVENT;
}

/** Returns which of other change points each is: the nearest ones are paired first, and no change point is two. */
export function matchChangePoints<One extends PlacedChangePoint, Other extends PlacedChangePoint>(
  changePoints: readonly One[],
  others: readonly Other[]
): Map<One, Other> {
  const pairs = changePoints.flatMap((changePoint) =>
    others.flatMap((one) =>
      isSameChangePoint(changePoint, one)
        ? [{ changePoint, one, distance: Math.abs(changePoint.onset - one.onset) }]
        : []
    )
  );
  const matched = new Map<One, Other>();
  const taken = new Set<Other>();
  for (const { changePoint, one } of pairs.sort((a, b) => a.distance - b.distance)) {
    if (!matched.has(changePoint) && !taken.has(one)) {
      matched.set(changePoint, one);
      taken.add(one);
    }
  }
  return matched;
}
