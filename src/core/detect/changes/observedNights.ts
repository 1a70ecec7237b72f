import { type RunEntry, type NightTable } from '../../flatten/nightTable';
import { tally } from '../../model/tally';

/**
 * The nights that changes are looked for in: runs with results on one branch, in time order. Runs of one commit are one
 * night, for what differs between them is noise.
 */
export interface ObservedNights {
  readonly branch: string;
  /** For each night the indexes of its runs in the table, ascending. */
  readonly nights: ReadonlyArray<readonly number[]>;
  /** For each run of the table its night, or -1 where it belongs to none. */
  readonly nightOfRun: Int32Array;
}

/** Returns the nights of the branch that most runs with results are on. */
export function observedNights({ runs }: NightTable): ObservedNights {
  const branch = mainBranch(runs);
  const nights: number[][] = [];
  const nightOfCommit = new Map<string, number>();
  const nightOfRun = new Int32Array(runs.length).fill(-1);
  runs.forEach(({ run, benchmarks }, index) => {
    if (benchmarks > 0 && run.branch === branch) {
      const known = run.commit ? nightOfCommit.get(run.commit) : undefined;
      const night = known ?? nights.push([]) - 1;
      nights[night]!.push(index);
      nightOfCommit.set(run.commit, night);
      nightOfRun[index] = night;
    }
  });
  return { branch, nights, nightOfRun };
}

/** Of branches with equally many runs the one that sorts first. */
function mainBranch(runs: readonly RunEntry[]): string {
  const counts = tally(runs.filter(({ benchmarks }) => benchmarks > 0).map(({ run }) => run.branch));
  const [first] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return first?.[0] ?? '';
}

/** Returns the table index of a night's first run: where a change that began there is dated. */
export function firstRunOf({ nights }: ObservedNights, night: number): number {
  return nights[night]![0]!;
}

/** Returns the table index of a night's last run: what is shown as the latest. */
export function lastRunOf({ nights }: ObservedNights, night: number): number {
  return nights[night]!.at(-1)!;
}
