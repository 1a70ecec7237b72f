import { DETECTOR_PRESETS, type DetectorOptions, NEWS_FOR } from './detectorOptions';
import { hadNoSteps, type Levels, levelsOf, type LocatedStep, type PlacedStep, stepsOf } from './detectSteps';
import { History } from './History';

/** What detection finds in the observations of one metric. */
export interface Analysis {
  readonly levels: Levels;
  /** Steps that only the most sensitive preset sees. */
  readonly suspects: readonly LocatedStep[];
}

/** How far an onset may move, in observations, while its change stays the same. */
export const SAME_EVENT = 5;

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
  return { levels, suspects: sensitive.steps.filter((step) => !levels.steps.some((told) => isSameStep(told, step))) };
}

/** When a step was first told: how many observations there were then, where its onset stood, and whether that was news. */
export interface FirstTold {
  readonly count: number;
  readonly onset: number;
  readonly isNews: boolean;
}

/** What came and went is history sooner: nobody can do anything about it. */
const OVER_NEWS_FOR = 12;

/** Whether a step is reported that is first seen, among these steps, when there are so many observations. */
export function isNews(step: PlacedStep, count: number, steps: readonly PlacedStep[]): boolean {
  const age = count - 1 - step.onset;
  return age <= (isPassing(step, steps) ? OVER_NEWS_FOR : NEWS_FOR);
}

/** Whether the next step undoes this one, or this one the step before it: more than half of the way back. */
function isPassing(step: PlacedStep, steps: readonly PlacedStep[]): boolean {
  const half = Math.abs(step.after - step.before) / 2;
  const at = steps.indexOf(step);
  const [before, next] = [steps[at - 1], steps[at + 1]];
  const isUndone = next !== undefined && Math.abs(next.after - step.before) < half;
  return isUndone || (before !== undefined && Math.abs(before.before - step.after) < half);
}

/** Levels that are so many noise scales apart, and so long, no partition of their nights has ever missed. */
const FAR = 5;
const LONG = 8;

function isUnmistakable({ onset, before, after }: PlacedStep, steps: readonly PlacedStep[], scale: number): boolean {
  const isAlone = steps.every((one) => one.onset === onset || Math.abs(one.onset - onset) >= LONG);
  return isAlone && Math.abs(after - before) >= FAR * scale;
}

/** What was not seen at the ends of two weeks in a row was forgotten: when it is seen again it is another report. */
const WEEK = 7;

/**
 * Returns the steps that were told when there were only the first so many observations. Who goes on to ask for more says up to how
 * many there may be no steps: that saves looking at each.
 */
export type StepsThen = (count: number, upTo?: number) => readonly PlacedStep[];

/** Returns what was told of values at any time before, each time looked at once. */
export function stepsThen(history: History, options: DetectorOptions): StepsThen {
  const known = new Map<number, readonly PlacedStep[]>();
  const tried = new Set<number>();
  return (count, upTo = count) => {
    if (upTo > count && !known.has(count) && !tried.has(upTo)) {
      tried.add(upTo);
      const hadNone = hadNoSteps(history, [count, upTo], options);
      for (let none = count; hadNone && none <= upTo; none++) {
        known.set(none, []);
      }
    }
    let steps = known.get(count);
    if (!steps) {
      const window = history.window(count);
      steps = window ? stepsOf(window, options) : [];
      known.set(count, steps);
    }
    return steps;
  };
}

/**
 * Returns when a step was first told, by looking at the nights as they came, one in each step of the job. One that was lost since
 * is news only if it was when it was seen again. `levels` are all that there are now: two steps that are near each other are told
 * apart.
 */
export function* firstTold(
  values: readonly number[],
  step: LocatedStep,
  options: DetectorOptions,
  toldThen = stepsThen(new History(values, options.window), options),
  { steps, noise }: Pick<Levels, 'steps' | 'noise'> = { steps: [step], noise: { scale: Infinity, widening: 1 } }
): Generator<void, FirstTold, void> {
  const earliest = Math.max(1, step.onset - SAME_EVENT) + options.shortestSegment;
  const own = steps.find(({ onset }) => onset === step.onset) ?? step;
  // Before it began there was mostly nothing to see.
  const seenAt = (count: number) => matchSteps(steps, toldThen(count, own.onset)).get(own);
  function* seenFrom(from: number): Generator<void, FirstTold, void> {
    for (let count = from; count < values.length; count++) {
      const then = seenAt(count);
      if (then) {
        return { count, onset: then.onset, isNews: isNews(then, count, toldThen(count)) };
      }
      yield;
    }
    return { count: values.length, onset: step.onset, isNews: isNews(own, values.length, steps) };
  }
  const first = yield* seenFrom(earliest);
  if (isUnmistakable(own, steps, noise.scale)) {
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

/** Whether two steps may be one, seen at different times: they have one direction, and onsets near each other. */
export function isSameStep(a: PlacedStep, b: PlacedStep): boolean {
  return a.after > a.before === b.after > b.before && Math.abs(a.onset - b.onset) <= SAME_EVENT;
}

/** Returns which known step each step is: the nearest ones are paired first, and no step is two. */
export function matchSteps<Step extends PlacedStep, Known extends PlacedStep>(
  steps: readonly Step[],
  known: readonly Known[]
): Map<Step, Known> {
  const pairs = steps.flatMap((step) =>
    known.flatMap((one) => (isSameStep(step, one) ? [{ step, one, distance: Math.abs(step.onset - one.onset) }] : []))
  );
  const matched = new Map<Step, Known>();
  const taken = new Set<Known>();
  for (const { step, one } of pairs.sort((a, b) => a.distance - b.distance)) {
    if (!matched.has(step) && !taken.has(one)) {
      matched.set(step, one);
      taken.add(one);
    }
  }
  return matched;
}
