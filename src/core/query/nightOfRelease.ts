import { type NightTable } from '../flatten/nightTable';
import { MS_PER_DAY } from '../model/time';

/** A night so far from a release says nothing of it. */
const FARTHEST = 14 * MS_PER_DAY;

/**
 * Returns the usual run of a branch that is nearest in time to the commit of a release, as an index into the table; undefined
 * where none is within 14 days.
 */
export function nightOfRelease(
  { runs }: NightTable,
  time: number,
  isCandidate: (index: number) => boolean
): number | undefined {
  let best: { readonly index: number; readonly distance: number } | undefined;
  runs.forEach(({ run, benchmarks }, index) => {
    const distance = Math.abs((run.createdAt ?? run.time) - time);
    if (benchmarks > 0 && isCandidate(index) && distance <= FARTHEST && (!best || distance < best.distance)) {
      best = { index, distance };
    }
  });
  return best?.index;
}
