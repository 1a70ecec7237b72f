import { type RefreshStatus } from './refreshStatus';

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
