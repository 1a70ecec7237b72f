import { SourceError } from '../sources/errors';
import { pauseBefore } from './refreshStatus';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 10, 20);
const status = (failuresInARow: number) => ({
  refreshes: 9,
  failures: failuresInARow,
  failuresInARow,
  unread: 0,
  unkept: [],
});

describe('pauseBefore', () => {
  it('is the interval as long as nothing fails', () => {
    expect(pauseBefore(status(0), 12 * HOUR, NOW)).toBe(12 * HOUR);
  });

  it('doubles with each failure, from a minute to the interval', () => {
    const pauses = [1, 2, 3, 4, 12, 2000].map((failures) => pauseBefore(status(failures), 12 * HOUR, NOW) / 60_000);
    expect(pauses).toEqual([1, 2, 4, 8, 720, 720]);
  });

  it('waits for the rate limit to reset', () => {
    const lastFailure = new SourceError('rateLimited', 'The limit is spent');
    const quota = { limit: 5000, remaining: 0, resetAt: NOW + HOUR / 2 };
    expect(pauseBefore({ ...status(1), lastFailure, quota }, 12 * HOUR, NOW)).toBe(HOUR / 2 + 1000);
    expect(pauseBefore({ ...status(1), lastFailure, quota }, HOUR / 4, NOW)).toBe(HOUR / 4);
  });
});
