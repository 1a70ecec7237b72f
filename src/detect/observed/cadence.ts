import { type NightTable } from '../../table/nightTable';
import { MS_PER_HOUR } from '../../lib/time';
import { type ObservedNights, usualNights } from './observedNights';

/** How old the newest usual night of a workflow is, and how old it may be. */
interface Cadence {
  /** The workflow file; '' where it is not known. */
  readonly workflow: string;
  /** Milliseconds since 1970 of the newest usual night's results. */
  readonly newest: number;
  /** Milliseconds that may pass until the next one. */
  readonly allowed: number;
}

const GAPS = 10;
const TOLERANCE = 1.5;
const LEAST = 36 * MS_PER_HOUR;

/**
 * Returns the cadence of each workflow's usual nights on the main branch: the next night is late after 1.5 times the longest of
 * the last ten gaps, and after 36 hours at the earliest. What is later than `now` is no night yet.
 */
export function cadencesOf({ runs }: NightTable, observed: ObservedNights, now = Infinity): Cadence[] {
  const times = new Map<string, number[]>();
  for (const night of usualNights(observed)) {
    for (const index of observed.nights[night]!) {
      const { time, workflow = '' } = runs[index]!.run;
      if (observed.isUsual[index] === 1 && time <= now) {
        times.set(workflow, [...(times.get(workflow) ?? []), time]);
      }
    }
  }
  return [...times].map(([workflow, of]) => {
    const ascending = [...of].sort((a, b) => a - b).slice(-GAPS - 1);
    const gaps = ascending.slice(1).map((time, at) => time - ascending[at]!);
    return { workflow, newest: ascending.at(-1)!, allowed: Math.max(LEAST, TOLERANCE * Math.max(0, ...gaps)) };
  });
}

/** Returns the workflows whose next night is late. */
export function lateOnes(cadences: readonly Cadence[], now: number): Cadence[] {
  return cadences.filter(({ newest, allowed }) => now - newest > allowed);
}
