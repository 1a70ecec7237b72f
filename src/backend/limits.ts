import { Refusal } from './api/request';

/** What one request may ask for. */
interface Limits {
  /** Points of a request, over all of its queries: a model's trend over a year is some thousand, the fleet's some hundred thousand. */
  readonly points: number;
  /** Patterns of a request, and how long each may be: a pattern is compiled before it is tried on anything. */
  readonly patterns: number;
  readonly patternLength: number;
  /** How many repetitions a pattern may have, and how often each may repeat. */
  readonly repetitions: number;
  readonly repeated: number;
}

export const LIMITS: Limits = { points: 1_000_000, patterns: 10, patternLength: 200, repetitions: 2, repeated: 50 };

/** Returns what counts the points of one request. It throws a `Refusal` with status 413 where they are too many. */
export function pointCounter(most: number): (points: number) => void {
  let all = 0;
  return (points) => {
    all += points;
    if (all > most) {
      throw new Refusal(
        413,
        'tooLarge',
        `The request asks for more than ${most} points. Choose fewer series with filters, fewer metrics, or a shorter time range.`
      );
    }
  };
}
