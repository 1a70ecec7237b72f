import { finish, type Job } from '../core';
import { Budget } from './budget';

const LIMITS = { points: 100, seconds: 2, secondsAMinute: 3 };

/** A job of so many steps, each of which takes half a second. */
function clocked() {
  const clock = { ms: 1_000_000 };
  const work = function* (steps: number): Job<string> {
    for (let step = 0; step < steps; step++) {
      clock.ms += 500;
      yield;
    }
    return 'done';
  };
  return { clock, work, budget: new Budget(() => clock.ms, LIMITS) };
}

describe('Budget', () => {
  it('counts the points of one request over its queries, and refuses them before they are made', () => {
    const { budget } = clocked();
    const spend = budget.points();
    spend(60);
    spend(40);
    expect(() => spend(1)).toThrow('more than 100 points. Choose fewer series');
    expect(() => budget.points()(100)).not.toThrow();
  });

  it('ends a request that computes too long, and says how to ask for less', () => {
    const { work, budget } = clocked();
    expect(finish(budget.limit(work(4)))).toBe('done');
    expect(() => finish(budget.limit(work(5), 'other'))).toThrow('more than 2 seconds');
  });

  it('refuses a client that has used up its minute, and nobody else, until the minute is over', () => {
    const { clock, work, budget } = clocked();
    finish(budget.limit(work(4), 'busy'));
    finish(budget.limit(work(4), 'busy'));
    expect(() => finish(budget.limit(work(1), 'busy'))).toThrow('Ask again in 56 seconds');
    expect(finish(budget.limit(work(1), 'quiet'))).toBe('done');
    clock.ms += 56_000;
    expect(finish(budget.limit(work(1), 'busy'))).toBe('done');
  });
});
