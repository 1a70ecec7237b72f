import { type NightTable, type SeriesColumns } from '../../table/nightTable';
import { type Change } from './changeEvent';
import { percentOf } from '../levels/confirm';
import { type Preset } from '../levels/sensitivity';
import { type LocatedChangePoint } from '../levels/detectChangePoints';
import { huberMean, NORMAL_QUANTILE } from '../levels/statistics';
import { type Subject } from './eventContext';
import { type ObservedNights } from '../observed/observedNights';

/** How the levels of two runs differ, and which change points lie between them. */
export interface LevelComparison {
  readonly change: Change;
  /** Whether the difference is 2 % or more and 3 of its standard errors or more. */
  readonly changed: boolean;
  /** The smallest difference in % that would have been seen. */
  readonly couldHaveMissed: number;
  /** Change points between the two runs, in the direction from the first to the second. */
  readonly changePoints: readonly LocatedChangePoint[];
  /** What the change points don't explain, in %. */
  readonly unattributed: number;
}

/** Two runs of one series, by their indexes in the table. */
interface ComparedRuns {
  readonly table: NightTable;
  readonly observed: ObservedNights;
  readonly columns: SeriesColumns;
  readonly a: number;
  readonly b: number;
  /** What a difference must be at least, and how certain, to be called one. */
  readonly preset: Preset;
  readonly smallestChange: number;
}

interface LevelAt {
  readonly level: number;
  readonly count: number;
  /** Where it stands among the observations; undefined on another branch. */
  readonly observation?: number;
}

const AROUND = 7;
/** By how many of its standard errors two levels must differ, by sensitivity. */
const CERTAIN: Readonly<Record<Preset, number>> = { low: 3.5, normal: 3, high: 2.5 };

/** Returns how the levels around two runs differ, or undefined where the subject was not measured in one of them. */
export function compareLevels(subject: Subject, runs: ComparedRuns): LevelComparison | undefined {
  const a = levelAt(subject, runs, runs.a);
  const b = levelAt(subject, runs, runs.b);
  if (!a || !b) {
    return undefined;
  }
  const difference = b.level - a.level;
  const error = subject.analysis.levels.noise.scale * Math.sqrt(1 / a.count + 1 / b.count);
  const margin = NORMAL_QUANTILE * error;
  const percent = percentOf(difference);
  const changePoints = changePointsBetween(subject, a.observation, b.observation);
  const explained = changePoints.reduce((sum, { before, after }) => sum + after - before, 0);
  return {
    change: { percent, low: percentOf(difference - margin), high: percentOf(difference + margin) },
    changed: Math.abs(percent) >= runs.smallestChange && Math.abs(difference) >= CERTAIN[runs.preset] * error,
    couldHaveMissed: Math.max(runs.smallestChange, percentOf(CERTAIN[runs.preset] * error)),
    changePoints,
    unattributed: percentOf(difference - explained),
  };
}

/** From A to B the change points are as they were; from a later A back to B they are undone. */
function changePointsBetween(
  { analysis }: Subject,
  a: number | undefined,
  b: number | undefined
): LocatedChangePoint[] {
  if (a === undefined || b === undefined) {
    return [];
  }
  const between = analysis.levels.changePoints.filter(({ onset }) => onset > Math.min(a, b) && onset <= Math.max(a, b));
  return a <= b
    ? between
    : between
        .map((changePoint) => ({ ...changePoint, before: changePoint.after, after: changePoint.before }))
        .reverse();
}

function levelAt(subject: Subject, runs: ComparedRuns, run: number): LevelAt | undefined {
  const night = runs.observed.nightOfRun[run]!;
  return night < 0 ? levelOnBranch(subject, runs, run) : levelOn(subject, night);
}

/** Up to 7 observations around the night, inside its level. */
function levelOn({ observations, analysis }: Subject, night: number): LevelAt | undefined {
  const { confirmed, noise, skipped } = analysis.levels;
  const observation = observations.nights.indexOf(night);
  // Before what detection looks at, levels are not known: what is around counts as one.
  const early = { from: 0, length: skipped };
  const place =
    observation < skipped
      ? early
      : confirmed.find(({ from, length }) => observation >= from && observation < from + length);
  if (observation < 0 || !place) {
    return undefined;
  }
  const end = place.from + place.length;
  const from = Math.max(place.from, Math.min(observation - (AROUND - 1) / 2, end - AROUND));
  const values = Float64Array.from(observations.values.slice(from, Math.min(end, from + AROUND)), Math.log);
  return { level: huberMean(values, noise.scale), count: values.length, observation };
}

/** Up to 7 runs of the branch, the nearest ones; the run itself must be among those that were measured. */
function levelOnBranch(
  { metric, analysis }: Subject,
  { table, columns }: ComparedRuns,
  run: number
): LevelAt | undefined {
  const { branch } = table.runs[run]!.run;
  const measured = Array.from(columns.runs).flatMap((index, at) => {
    const value = columns.values[metric.id]?.[at] ?? NaN;
    return table.runs[index]!.run.branch === branch && value > 0 ? [{ index, value }] : [];
  });
  if (!measured.some(({ index }) => index === run)) {
    return undefined;
  }
  const near = measured.sort((p, q) => Math.abs(p.index - run) - Math.abs(q.index - run)).slice(0, AROUND);
  const values = Float64Array.from(near, ({ value }) => Math.log(value));
  return { level: huberMean(values, analysis.levels.noise.scale), count: values.length };
}
