import { isPattern, type QueryRequest } from '../core';
import { LIMITS } from './limits';
import { BadRequest } from './api/request';

/** A repetition such as `{3}`, `{1,10}` or `{2,}`. */
const REPETITION = /\{(\d*)(?:,(\d*))?\}/g;

/**
 * Refuses a request whose patterns are too many, too long, or repeat too much: each becomes a program as long as its repetitions
 * make it before it is tried on anything.
 *
 * @throws BadRequest that says which pattern, and what is wrong with it.
 */
export function refuseLargePatterns(request: QueryRequest): void {
  const patterns = patternsOf(request);
  if (patterns.length > LIMITS.patterns) {
    throw new BadRequest(`The request has ${patterns.length} patterns; at most ${LIMITS.patterns} are tried.`);
  }
  for (const pattern of patterns) {
    const counts = [...pattern.matchAll(REPETITION)].map(([, least, most]) => Number(most || least || 0));
    const repeatsTooMuch = counts.length > LIMITS.repetitions || counts.some((count) => count > LIMITS.repeated);
    if (pattern.length > LIMITS.patternLength || repeatsTooMuch) {
      throw new BadRequest(
        `The pattern ${pattern.slice(0, 40)}… is too large: at most ${LIMITS.patternLength} characters, and ${LIMITS.repetitions} repetitions of up to ${LIMITS.repeated} times.`
      );
    }
  }
}

/**
 * Refuses a request with a pattern that is none. It compiles them, so it belongs to the work that waits for its turn.
 *
 * @throws BadRequest that says which.
 */
export function refuseBadPatterns(request: QueryRequest): void {
  const bad = patternsOf(request).find((pattern) => !isPattern(pattern));
  if (bad !== undefined) {
    throw new BadRequest(`The pattern ${bad} is invalid. Patterns are written as in Prometheus (RE2 syntax).`);
  }
}

/** A matcher of patterns tries its first value. */
function patternsOf({ queries }: QueryRequest): string[] {
  const matchers = queries.flatMap((query) => query.matchers).filter(({ operator }) => operator.includes('~'));
  return [...new Set(matchers.map(({ values }) => values[0] ?? ''))];
}
