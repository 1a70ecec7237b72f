import { type ChangeEvent } from '../events/changeEvent';
import { type Incident } from '../incidents/incident';
import { medianOf } from '../levels/statistics';
import { type NightTable, type SeriesColumns } from '../../table/nightTable';
import { type Commit } from './commit';

/** What is left of a range after some of its commits were measured. */
interface NarrowedRange {
  /** Oldest first; the last one is where the change is there. */
  readonly commits: readonly Commit[];
  /** How many of the range's commits were measured, and said on which side of the change they are. */
  readonly measured: number;
}

/** How far a value must be from one level to the other to be on that side: from 0, as before, to 1, as after. */
const [AS_BEFORE, AS_AFTER] = [0.3, 0.7];

/**
 * Returns the commits among which the cause still is, by the runs on commits of the range, whatever their branch: what is measured
 * as before the change clears all commits up to it, what is measured as after it clears those that follow. Runs that contradict
 * each other narrow nothing.
 */
export function narrowRange(
  { entries }: Pick<Incident, 'entries'>,
  commits: readonly Commit[],
  { runs, series }: NightTable
): NarrowedRange {
  const columnsOf = new Map(series.map((columns) => [columns.series.id, columns]));
  const changes = entries.flatMap((entry) =>
    entry.events.flatMap((event) => {
      const columns = columnsOf.get(entry.series.id);
      return columns ? [{ event, columns }] : [];
    })
  );
  const sides = commits.slice(0, -1).map(({ sha }) => {
    const measured = runs.flatMap(({ run }, index) => (isCommit(run.commit, sha) ? [index] : []));
    return sideOf(measured.flatMap((run) => changes.flatMap((change) => progressIn(change, run) ?? [])));
  });
  const lastBefore = sides.lastIndexOf('before');
  const firstAfter = sides.indexOf('after');
  const end = firstAfter < 0 ? commits.length - 1 : firstAfter;
  const isContradictory = lastBefore >= end;
  return isContradictory
    ? { commits, measured: 0 }
    : { commits: commits.slice(lastBefore + 1, end + 1), measured: sides.filter(Boolean).length };
}

const SHORTEST_SHA = 7;

function isCommit(commit: string, sha: string): boolean {
  return commit.length >= SHORTEST_SHA && sha.startsWith(commit);
}

function sideOf(progress: readonly number[]): 'before' | 'after' | undefined {
  if (progress.length === 0) {
    return undefined;
  }
  const median = medianOf(Float64Array.from(progress));
  return median >= AS_AFTER ? 'after' : median <= AS_BEFORE ? 'before' : undefined;
}

/** How far a run's value is from the level before a change (0) to that after it (1), in logarithms. */
function progressIn(
  { event, columns }: { readonly event: ChangeEvent; readonly columns: SeriesColumns },
  run: number
): number | undefined {
  const value = columns.values[event.metric]?.[columns.runs.indexOf(run)];
  const isMeasured = value !== undefined && value > 0 && event.before > 0 && event.after > 0;
  return isMeasured ? Math.log(value / event.before) / Math.log(event.after / event.before) : undefined;
}
