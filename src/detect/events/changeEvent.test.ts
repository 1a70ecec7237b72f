import { changeEvent } from '../../../tests/support/changeEvents';
import { confidenceOf, isOpenImprovement, isOpenRegression, severityOf } from './changeEvent';

describe('severityOf', () => {
  it.each([
    [2, 'minor'],
    [4.99, 'minor'],
    [-4.99, 'minor'],
    [5, 'major'],
    [-5, 'major'],
    [9.99, 'major'],
    [10, 'critical'],
    [-10, 'critical'],
    [300, 'critical'],
  ])('calls %d %% %s', (percent, expected) => {
    expect(severityOf(percent)).toBe(expected);
  });
});

describe('confidenceOf', () => {
  it.each([
    [0, 'possible'],
    [4.49, 'possible'],
    [4.5, 'likely'],
    [5.99, 'likely'],
    [6, 'high'],
    [7.99, 'high'],
    [8, 'certain'],
    [40, 'certain'],
  ])('calls a z of %d %s', (z, expected) => {
    expect(confidenceOf(z)).toBe(expected);
  });
});

describe('isOpenRegression', () => {
  it.each([
    ['regressed', true],
    ['partly recovered', true],
    ['recovered', false],
    ['improved', false],
    ['withdrawn', false],
    ['suspect', false],
  ] as const)('of an event that is %s is %j, and never where it is acknowledged', (state, expected) => {
    expect(isOpenRegression(changeEvent({ state }))).toBe(expected);
    expect(isOpenRegression(changeEvent({ state, acknowledgement: { reason: 'known' } }))).toBe(false);
  });
});

describe('a drift', () => {
  it('is open the way that it goes, while its series is measured', () => {
    const open = (said: object) => {
      const event = changeEvent({ state: 'drift', ...said });
      return [isOpenRegression(event), isOpenImprovement(event)];
    };
    expect(open({ better: false })).toEqual([true, false]);
    expect(open({ better: true })).toEqual([false, true]);
    expect(open({ better: false, measured: false })).toEqual([false, false]);
    expect(open({ better: true, measured: false })).toEqual([false, false]);
    // Better by its levels alone is no improvement.
    expect(isOpenImprovement(changeEvent({ state: 'suspect', better: true }))).toBe(false);
  });
});

describe('isOpenImprovement', () => {
  it('is an improvement that was not undone', () => {
    expect(isOpenImprovement(changeEvent({ state: 'improved' }))).toBe(true);
    expect(isOpenImprovement(changeEvent({ state: 'improved', ended: 9 }))).toBe(false);
    expect(isOpenImprovement(changeEvent({ state: 'regressed' }))).toBe(false);
  });
});
