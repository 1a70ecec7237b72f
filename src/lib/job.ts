/**
 * Work in small steps. It gives way after each, so that whoever drives it can go on later, do something else first, or
 * give up.
 */
export type Job<Result> = Generator<void, Result, void>;

/** Returns the result of a job that is done at once, without a pause. */
export function finish<Result>(job: Job<Result>): Result {
  let step = job.next();
  while (!step.done) {
    step = job.next();
  }
  return step.value;
}
