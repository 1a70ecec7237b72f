import { SourceError } from '../sources/errors';
import { healthOf, healthOfError } from './health';

const NOW = Date.UTC(2026, 9, 20);
const HOUR = 3_600_000;

describe('healthOf', () => {
  it('says how many nights there are and how old the newest is', () => {
    expect(healthOf({ runs: 30, nights: 29, newest: NOW - 5 * HOUR, notices: [] }, 30, NOW)).toEqual({
      status: 'success',
      message: '29 nights with results; the newest is 5 hours old.',
    });
  });

  it('says which collector answers and how fresh it is', () => {
    const summary = {
      runs: 1,
      nights: 1,
      newest: NOW - HOUR,
      version: '1.2.3',
      refreshed: NOW - HOUR / 2,
      notices: [],
    };
    expect(healthOf(summary, 30, NOW).message).toBe(
      'Collector 1.2.3, refreshed 30 minutes ago. 1 night with results; the newest is 1 hour old.'
    );
  });

  it.each([
    [
      'a night that is late by its own cadence',
      { runs: 1, nights: 1, newest: NOW - 72 * HOUR, late: ['nightly.yml'], notices: [] },
      'The next night of nightly.yml is late.',
    ],
    [
      'a partial load',
      { runs: 1, nights: 1, newest: NOW, notices: [{ severity: 'warning' as const, text: 'Partial data' }] },
      'Partial data',
    ],
    [
      'runs without results',
      { runs: 3, nights: 0, notices: [{ severity: 'info' as const, text: 'no token' }] },
      '3 runs, none with results. no token',
    ],
    ['no runs', { runs: 0, nights: 0, notices: [] }, 'No runs in the last 30 days.'],
  ])('warns of %s', (_, summary, text) => {
    expect(healthOf(summary, 30, NOW)).toMatchObject({ status: 'warning', message: expect.stringContaining(text) });
  });
});

describe('healthOfError', () => {
  it('shows what the error says to do, and its kind', () => {
    expect(healthOfError(new SourceError('unauthorised', 'The server answered 401'))).toMatchObject({
      status: 'error',
      message: expect.stringContaining('Give a valid token'),
      details: { message: 'Kind of error: unauthorised' },
    });
    expect(healthOfError('odd')).toEqual({ status: 'error', message: 'odd' });
  });
});
