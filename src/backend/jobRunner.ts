import { type Job } from '../core';

interface JobRunnerOptions {
  /** A clock in milliseconds that never goes back. */
  readonly now: () => number;
  /** Lets the host do other things first; resolves when it has. */
  readonly pause: () => Promise<void>;
  /** How long a slice of work takes at most, in milliseconds, but for its last step. */
  readonly slice?: number;
}

/** Runs jobs in slices, each in its turn, so that the host is never held up for long. */
export interface JobRunner {
  /** Runs a job to its end. @throws what the job throws, or the signal's reason where it is aborted meanwhile. */
  run<Result>(job: Job<Result>, signal?: AbortSignal): Promise<Result>;
}

interface Task {
  /** Does one step; returns whether there are more. */
  readonly step: () => boolean;
}

const DEFAULT_SLICE = 25;

/** Returns a runner of jobs. One slice is done at a time, whatever number of jobs there is. */
export function createJobRunner({ now, pause, slice = DEFAULT_SLICE }: JobRunnerOptions): JobRunner {
  const tasks: Task[] = [];
  let isRunning = false;
  const work = async () => {
    isRunning = true;
    for (let task = tasks.shift(); task; task = tasks.shift()) {
      const until = now() + slice;
      let hasMore = task.step();
      while (hasMore && now() < until) {
        hasMore = task.step();
      }
      if (hasMore) {
        tasks.push(task);
      }
      if (tasks.length > 0) {
        await pause();
      }
    }
    isRunning = false;
  };
  return {
    run<Result>(job: Job<Result>, signal?: AbortSignal) {
      return new Promise<Result>((resolve, reject) => {
        const step = () => {
          try {
            signal?.throwIfAborted();
            const { done, value } = job.next();
            if (done) {
              resolve(value);
            }
            return !done;
          } catch (error) {
            reject(error);
            return false;
          }
        };
        tasks.push({ step });
        if (!isRunning) {
          void work();
        }
      });
    },
  };
}
