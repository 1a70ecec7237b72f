import { type SourceError } from '../sources/errors';
import { type Quota } from '../sources/runSource';
import { type CollectorOptions } from './collectorOptions';
import { type LoadReport } from './store/nightStoreOptions';

/** How the refreshes went; times are milliseconds since 1970. */
export interface RefreshStatus {
  readonly refreshed?: number;
  readonly refreshes: number;
  readonly failures: number;
  /** Refreshes that failed since the last one without a failure. */
  readonly failuresInARow: number;
  readonly lastFailure?: SourceError;
  /** How many runs could not be read by the last refresh. */
  readonly unread: number;
  /** Why runs that were read could not be archived. */
  readonly unkept: readonly SourceError[];
  /** Why the last refresh gave nothing at all, if so. */
  readonly sourceFailure?: SourceError;
  readonly quota?: Quota;
}

export const NO_REFRESH: RefreshStatus = { refreshes: 0, failures: 0, failuresInARow: 0, unread: 0, unkept: [] };

/** Returns the status after a refresh that gave this, or nothing where the source failed. */
export function statusAfter(
  status: RefreshStatus,
  { failures, unkept, quota }: LoadReport,
  now: number,
  sourceFailure?: SourceError
): RefreshStatus {
  const [lastFailure] = failures;
  return {
    refreshes: status.refreshes + 1,
    failures: status.failures + (lastFailure ? 1 : 0),
    // Writing is tried again as soon as reading is.
    failuresInARow: (lastFailure ?? unkept[0]) ? status.failuresInARow + 1 : 0,
    refreshed: sourceFailure ? status.refreshed : now,
    lastFailure,
    unread: sourceFailure ? 0 : failures.length,
    unkept,
    sourceFailure,
    quota: quota ?? status.quota,
  };
}

/** Says in the log what a refresh brought: one after the first that brought nothing is no news. */
export function logRefresh(
  log: CollectorOptions['log'],
  { added, failures, unkept }: LoadReport,
  { size, isFirst }: { readonly size: number; readonly isFirst: boolean }
): void {
  const [first] = failures;
  log(`Refreshed: ${added} new runs, ${size} in all.`, added > 0 || isFirst ? undefined : 'debug');
  if (first) {
    log(`${failures.length} could not be read; the first: ${first.message}`, 'warn');
  }
  if (unkept[0]) {
    log(`${unkept.length} could not be archived; the first: ${unkept[0].message}`, 'warn');
  }
}

/** The first pause after a failure; it doubles with each that follows. */
const FIRST_PAUSE = 60_000;
/** GitHub's clock may be behind. */
const AFTER_RESET = 1000;

/**
 * Returns how many milliseconds to wait before the next refresh. After a failure it is a minute, then twice as long with
 * each failure that follows, never longer than the interval; where the rate limit is spent, until it resets.
 */
export function pauseBefore(
  { failuresInARow, lastFailure, quota }: RefreshStatus,
  interval: number,
  now: number
): number {
  if (failuresInARow === 0) {
    return interval;
  }
  const pause = FIRST_PAUSE * 2 ** Math.min(failuresInARow - 1, 20);
  const reset = lastFailure?.kind === 'rateLimited' ? (quota?.resetAt ?? 0) - now + AFTER_RESET : 0;
  return Math.min(Math.max(pause, reset), interval);
}
