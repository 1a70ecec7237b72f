import { DETECTOR_PRESETS, type DetectorOptions } from './detectorOptions';
import { type Levels, type LocatedStep, detectSteps, levelsOf, prepare } from './detectSteps';

/** What detection finds in the observations of one metric. */
export interface Analysis {
  readonly levels: Levels;
  /** Steps that only the most sensitive preset sees. */
  readonly suspects: readonly LocatedStep[];
}

/** How far an onset may move, in observations, while its change stays the same. */
export const SAME_EVENT = 5;

/** Returns the levels of observed values and what may become a change, or undefined where there are too few values. */
export function analyseMetric(values: readonly number[], options: DetectorOptions): Analysis | undefined {
  const prepared = prepare(values, options.window);
  if (!prepared) {
    return undefined;
  }
  const { penalty, confidence } = DETECTOR_PRESETS.high;
  if (options.penalty <= penalty) {
    return { levels: levelsOf(prepared, options), suspects: [] };
  }
  const sensitive = levelsOf(prepared, { ...options, penalty, confidence });
  if (sensitive.isFlat) {
    return { levels: sensitive, suspects: [] };
  }
  const levels = levelsOf(prepared, options);
  return { levels, suspects: sensitive.steps.filter((step) => !levels.steps.some((told) => isSameStep(told, step))) };
}

/** When a step was first told: how many observations there were then, and where its onset stood. */
export interface FirstTold {
  readonly count: number;
  readonly onset: number;
}

/** Returns the steps that were told when there were only the first so many observations. */
export type StepsThen = (count: number) => readonly LocatedStep[];

/** Returns what was told of values at any time before, each time looked at once. */
export function stepsThen(values: readonly number[], options: DetectorOptions): StepsThen {
  const known = new Map<number, readonly LocatedStep[]>();
  return (count) => {
    const steps = known.get(count) ?? detectSteps(values.slice(0, count), options)?.steps ?? [];
    known.set(count, steps);
    return steps;
  };
}

/** Returns when a step was first told, by looking at the nights as they came, one in each step of the job. */
export function* firstTold(
  values: readonly number[],
  step: LocatedStep,
  options: DetectorOptions,
  toldThen = stepsThen(values, options)
): Generator<void, FirstTold, void> {
  const earliest = Math.max(1, step.onset - SAME_EVENT) + options.shortestSegment;
  for (let count = earliest; count < values.length; count++) {
    const then = toldThen(count).find((told) => isSameStep(told, step));
    if (then) {
      return { count, onset: then.onset };
    }
    yield;
  }
  return { count: values.length, onset: step.onset };
}

export function isSameStep(a: LocatedStep, b: LocatedStep): boolean {
  return a.after > a.before === b.after > b.before && Math.abs(a.onset - b.onset) <= SAME_EVENT;
}
