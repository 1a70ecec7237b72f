import * as v from 'valibot';

import { MS_PER_DAY, parseTime } from '../../core';
import { type SourceErrorKind } from '../../sources/errors';

/** A request that is not answered: its message says which part is wrong, and what to do. */
export class Refusal extends Error {
  constructor(
    readonly statusCode: number,
    readonly kind: 'badRequest' | 'loading' | SourceErrorKind,
    message: string,
    /** In how many seconds asking again may help. */
    readonly retryAfter?: number
  ) {
    super(message);
  }
}

/** A wrong request: its status is 400. */
export class BadRequest extends Refusal {
  constructor(message: string) {
    super(400, 'badRequest', message);
  }
}

/**
 * Returns what the schema makes of a query string or body.
 *
 * @throws BadRequest that names the first wrong field.
 */
export function parseRequest<T extends v.GenericSchema>(schema: T, input: unknown): v.InferOutput<T> {
  const parsed = v.safeParse(schema, input, { abortEarly: true });
  if (parsed.success) {
    return parsed.output;
  }
  const [issue] = parsed.issues;
  throw new BadRequest(`${v.getDotPath(issue) ?? 'The request'}: ${issue.message}`);
}

const time = v.pipe(
  v.string(),
  v.transform((text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : parseTime(text))),
  v.number('Expected milliseconds since 1970 or an ISO 8601 date')
);

/** The window of a request: `from` and `to`, or `days` before now; what is left out has no end. */
export const windowSchema = {
  from: v.optional(time),
  to: v.optional(time),
  days: v.optional(
    v.pipe(v.string(), v.transform(Number), v.number('Expected a number of days'), v.minValue(0), v.maxValue(36500))
  ),
};

/** Returns a request's window in milliseconds since 1970. A window by days starts at a full minute, so that its answer can be cached. */
export function windowOf({ from, to, days }: { from?: number; to?: number; days?: number }, now: number) {
  const since = days === undefined ? -Infinity : Math.floor((now - days * MS_PER_DAY) / 60_000) * 60_000;
  return { from: from ?? since, to: to ?? Infinity };
}
