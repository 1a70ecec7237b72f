import { isUsualOnMain, type ObservedNights } from '../detect/changes/observedNights';
import { type NightTable } from '../flatten/nightTable';
import { MS_PER_DAY } from '../model/time';
import { type Release } from '../suspects/release';

/** A night so far from a release says nothing of it. */
const FARTHEST = 14 * MS_PER_DAY;

/**
 * Returns the usual run of the main branch that is nearest in time to the commit of a release, as an index into the table;
 * undefined where none is within 14 days.
 */
export function nightOfRelease(table: NightTable, observed: ObservedNights, { time }: Release): number | undefined {
  let best: { readonly index: number; readonly distance: number } | undefined;
  table.runs.forEach(({ run, benchmarks }, index) => {
    const distance = Math.abs((run.createdAt ?? run.time) - time);
    const isCandidate = benchmarks > 0 && distance <= FARTHEST && isUsualOnMain(table, observed, index);
    if (isCandidate && (!best || distance < best.distance)) {
      best = { index, distance };
    }
  });
  return best?.index;
}
