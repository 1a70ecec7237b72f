import { median } from 'simple-statistics';

import { type RunEntry, type NightTable } from '../../table/nightTable';
import { groupBy, tally } from '../../lib/collections';
import { MS_PER_DAY } from '../../lib/time';

/**
 * The nights that changes are looked for in: runs with results on the main branch, in time order. Runs of one commit within
 * a day are one night, for what differs between them is noise; on another day they are another night, for drivers change.
 */
export interface ObservedNights {
  readonly branch: string;
  /** The main branch by all names that it had. */
  readonly branches: ReadonlySet<string>;
  /** For each night the indexes of its runs in the table, ascending. */
  readonly nights: ReadonlyArray<readonly number[]>;
  /** For each run of the table its night, or -1 where it belongs to none. */
  readonly nightOfRun: Int32Array;
  /** For each run of the table 1 where it is a usual one: only those make something absent, or are the newest. */
  readonly isUsual: Uint8Array;
}

/** What a host says of the nights. */
interface NightOptions {
  /** The main branch; left out, that of the newest usual run. */
  readonly branch?: string;
}

/** Runs of one commit that are further apart are two nights. */
const SAME_NIGHT = 0.75 * MS_PER_DAY;
/** So many runs before one say how much a usual run measures, and on which branch. */
const LOOKED_BACK = 10;
const SCHEDULED = 'schedule';

/** Returns the nights of the main branch. */
export function observedNights({ runs }: NightTable, options: NightOptions = {}): ObservedNights {
  const isUsual = usualRuns(runs);
  const branch = options.branch ?? mainBranch(runs, isUsual);
  const branches = options.branch === undefined ? namesOf(branch, runs, isUsual) : new Set([branch]);
  const nights: number[][] = [];
  const lastOfCommit = new Map<string, { readonly night: number; readonly began: number }>();
  const nightOfRun = new Int32Array(runs.length).fill(-1);
  runs.forEach(({ run, benchmarks }, index) => {
    if (benchmarks > 0 && branches.has(run.branch)) {
      const began = run.createdAt ?? run.time;
      const before = run.commit ? lastOfCommit.get(run.commit) : undefined;
      const isSame = before !== undefined && Math.abs(began - before.began) < SAME_NIGHT;
      const night = isSame ? before.night : nights.push([]) - 1;
      nights[night]!.push(index);
      if (!isSame) {
        lastOfCommit.set(run.commit, { night, began });
      }
      nightOfRun[index] = night;
    }
  });
  return { branch, branches, nights, nightOfRun, isUsual };
}

/**
 * A usual run is a scheduled one. Where nothing is scheduled, or the event is not known, it is one that measured at least
 * half of what the runs before it mostly did: a run of one machine that somebody started by hand is none. Where the schedule ended
 * and something else starts runs in its cadence that measure as much, they are usual too: what starts a night is up to the host.
 */
function usualRuns(runs: readonly RunEntry[]): Uint8Array {
  const isUsual = new Uint8Array(runs.length);
  const withResults = [...runs.keys()].filter((index) => runs[index]!.benchmarks > 0);
  for (const indexes of groupBy(withResults, (index) => runs[index]!.run.workflow ?? '').values()) {
    const isScheduled = indexes.some((index) => runs[index]!.run.event === SCHEDULED);
    const measured: number[] = [];
    for (const index of indexes) {
      const { run, benchmarks } = runs[index]!;
      const before = measured.slice(-LOOKED_BACK);
      const isLarge = before.length === 0 || 2 * benchmarks >= median(before);
      const isOpen = !isScheduled || run.event === '';
      isUsual[index] = run.event === SCHEDULED || (isOpen && isLarge) ? 1 : 0;
      measured.push(benchmarks);
    }
    nightsSinceScheduled(runs, indexes).forEach((index) => (isUsual[index] = 1));
  }
  return isUsual;
}

/** So many runs in the cadence of the schedule, after the last scheduled one, are nights. */
const FEWEST_IN_CADENCE = 2;
/** A run that comes sooner after another than this share of the usual gap is none of the cadence. */
const SOONEST = 0.75;

function nightsSinceScheduled(runs: readonly RunEntry[], indexes: readonly number[]): number[] {
  const scheduled = indexes.filter((index) => runs[index]!.run.event === SCHEDULED);
  const last = scheduled.at(-1);
  const createdAt = (index: number) => runs[index]!.run.createdAt ?? runs[index]!.run.time;
  const before = scheduled.slice(-LOOKED_BACK);
  if (last === undefined || before.length < 3) {
    return [];
  }
  const gap = median(before.slice(1).map((index, at) => createdAt(index) - createdAt(before[at]!)));
  const size = median(before.map((index) => runs[index]!.benchmarks));
  const nights: number[] = [];
  for (const index of indexes.slice(indexes.indexOf(last) + 1)) {
    const { run, benchmarks } = runs[index]!;
    const isDue = createdAt(index) - createdAt(nights.at(-1) ?? last) >= SOONEST * gap;
    if (isDue && 2 * benchmarks >= size && run.branch === runs[last]!.run.branch) {
      nights.push(index);
    }
  }
  return nights.length >= FEWEST_IN_CADENCE ? nights : [];
}

/**
 * GitHub schedules runs on the main branch alone: the newest one tells it. Where none is scheduled, it is the branch that
 * most of the last usual runs are on, of several the latest.
 */
function mainBranch(runs: readonly RunEntry[], isUsual: Uint8Array): string {
  const usual = runs.filter((_, index) => isUsual[index] === 1).map(({ run }) => run);
  const scheduled = usual.findLast(({ event }) => event === SCHEDULED);
  if (scheduled) {
    return scheduled.branch;
  }
  const latest = usual.slice(-LOOKED_BACK).map(({ branch }) => branch);
  const counts = [...tally(latest.reverse())];
  return counts.reduce<readonly [string, number]>((most, one) => (one[1] > most[1] ? one : most), ['', 0])[0];
}

/** So many usual runs a branch must have had to be the main branch under its former name. */
const FEWEST_BEFORE_RENAMING = 8;

/**
 * Returns the names that the main branch had: where all usual runs were on one branch until those on the main one began, and none
 * since, it was renamed.
 */
function namesOf(branch: string, runs: readonly RunEntry[], isUsual: Uint8Array): ReadonlySet<string> {
  const usual = runs.filter((_, index) => isUsual[index] === 1).map(({ run }) => run.branch);
  const names = new Set([branch]);
  for (let first = usual.indexOf(branch); first > 0;) {
    const before = usual[first - 1]!;
    const began = usual.indexOf(before);
    const isFormer = !usual.slice(first).includes(before) && usual.slice(began, first).every((one) => one === before);
    if (!before || !isFormer || first - began < FEWEST_BEFORE_RENAMING) {
      break;
    }
    names.add(before);
    first = began;
  }
  return names;
}

/** Whether a run of the table is a usual one of the main branch. */
export function isUsualOnMain({ runs }: NightTable, { branches, isUsual }: ObservedNights, index: number): boolean {
  return branches.has(runs[index]!.run.branch) && isUsual[index] === 1;
}

/** Returns the table index of a night's first run: where a change that began there is dated. */
export function firstRunOf({ nights }: ObservedNights, night: number): number {
  return nights[night]![0]!;
}

/** Returns the table index of a night's last run: what is shown as the latest. */
export function lastRunOf({ nights }: ObservedNights, night: number): number {
  return nights[night]!.at(-1)!;
}

/** Returns the nights of the first and the last run of a range. */
export function nightsOf(
  { range }: { readonly range: readonly [number, number] },
  { nightOfRun }: ObservedNights
): readonly [number, number] {
  return [nightOfRun[range[0]]!, nightOfRun[range[1]]!];
}

/** Returns the usual nights, ascending: those with a usual run. */
export function usualNights({ nights, isUsual }: ObservedNights): number[] {
  return [...nights.keys()].filter((night) => nights[night]!.some((run) => isUsual[run] === 1));
}
