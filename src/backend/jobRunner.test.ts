import { type Job } from '../core';
import { createJobRunner } from './jobRunner';

function* steps(name: string, count: number, log: string[]): Job<string> {
  for (let step = 0; step < count; step++) {
    log.push(`${name}${step}`);
    yield;
  }
  return name;
}

/** A clock that goes on by 10 with each look at it, and pauses that are counted. */
function runner() {
  let now = 0;
  const log: string[] = [];
  const jobs = createJobRunner({
    now: () => (now += 10),
    slice: 25,
    pause: async () => {
      log.push('pause');
      await Promise.resolve();
    },
  });
  return { jobs, log };
}

describe('createJobRunner', () => {
  it('does jobs in slices, each in its turn, with a pause after each slice', async () => {
    const { jobs, log } = runner();
    expect(await Promise.all([jobs.run(steps('a', 8, log)), jobs.run(steps('b', 2, log))])).toEqual(['a', 'b']);
    expect(log).toEqual([
      ...['a0', 'a1', 'a2', 'pause', 'a3', 'a4', 'a5', 'pause'],
      ...['b0', 'b1', 'pause', 'a6', 'a7'],
    ]);
  });

  it('gives up a job that is aborted, and does the others', async () => {
    const { jobs, log } = runner();
    const controller = new AbortController();
    const first = jobs.run(steps('a', 50, log), controller.signal);
    const second = jobs.run(steps('b', 4, log));
    controller.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect(await second).toBe('b');
    expect(log.filter((line) => line.startsWith('a')).length).toBeLessThan(5);
  });

  it('hands on what a job throws, and works on', async () => {
    const { jobs, log } = runner();
    function* broken(): Job<string> {
      yield;
      throw new Error('broken');
    }
    await expect(jobs.run(broken())).rejects.toThrow('broken');
    expect(await jobs.run(steps('c', 1, log))).toBe('c');
  });
});
