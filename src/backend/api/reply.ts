import { plainText } from '../../core';
import { type Answer, missingOf, contentOf } from '../answer';
import { Refusal } from './request';

/** The body and headers that a route sends, always with 200: a refusal is thrown. */
interface Reply {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** How much of the answer a reply has, `partly` or `not yet`, and what is missing of it; left out where it is whole. */
export const KNOWN_HEADER = 'x-sglang-nightly-known';
export const MISSING_HEADER = 'x-sglang-nightly-missing';
const LONGEST_HEADER = 500;
/** In how many seconds it is worth asking again. */
const RETRY_AFTER = 2;

/** Returns what an answer is sent as. @throws Refusal with status 503 where there is nothing to send yet. */
export function replyOf(answer: Answer<unknown>): Reply {
  const body = contentOf(answer);
  if (answer.known === 'not yet' && body === undefined) {
    const kind = answer.failure?.kind ?? 'loading';
    throw new Refusal(503, kind, `${missingOf(answer)} Ask again soon.`, RETRY_AFTER);
  }
  return { headers: answer.known === 'all' ? {} : headersOf(answer), body };
}

function headersOf(answer: Answer<unknown>): Reply['headers'] {
  const text = plainText(missingOf(answer)).replace(/[^\x20-\x7e]/g, '?');
  return { [KNOWN_HEADER]: answer.known, [MISSING_HEADER]: text.slice(0, LONGEST_HEADER) };
}
