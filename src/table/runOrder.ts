import { type Run } from '../model/run';

const NUMBER = /^\d+$/;

/**
 * Returns the runs' indexes in the order in which they were created, which is that of the commits on a branch. The time
 * of merging says nothing about it: a run that is run again later has later results of the same commit.
 *
 * Where only documents are known, creation is not: but GitHub's run ids ascend, so a run was created before any result of
 * a run with a higher id was merged.
 */
export function runOrder(runs: readonly Run[]): number[] {
  const ids = runs.map(({ id }): Id => ({ id, digits: NUMBER.test(id) ? id.replace(/^0+(?=\d)/, '') : '' }));
  const byId = runs.map((_, index) => index).sort((a, b) => compareIds(ids[b]!, ids[a]!));
  const createdAt = new Float64Array(runs.length);
  let earliest = Infinity;
  for (const index of byId) {
    const run = runs[index]!;
    const isNumbered = ids[index]!.digits !== '';
    const created = run.createdAt ?? (isNumbered ? Math.min(run.time, earliest) : run.time);
    createdAt[index] = created;
    earliest = isNumbered ? Math.min(earliest, created) : earliest;
  }
  return byId.reverse().sort((a, b) => createdAt[a]! - createdAt[b]!);
}

interface Id {
  readonly id: string;
  /** The number that it is, without zeros before it; '' for another text. */
  readonly digits: string;
}

/** Numbers by size, whatever their length; other texts come first. */
function compareIds(a: Id, b: Id): number {
  return a.digits.length - b.digits.length || compare(a.digits, b.digits) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
