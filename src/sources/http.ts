import { concatBytes } from '../core';
import { type Request, SourceError } from './errors';

/** How a source reaches the network: `fetch` in Node, Grafana's backend service in the browser. */
export type Http = (url: string, init?: RequestInit) => Promise<Response>;

/**
 * Returns the bytes of a body, at most `limit` of them.
 *
 * @throws SourceError `tooLarge` as soon as there are more, whatever the headers promised.
 */
export async function readBytes(response: Response, limit: number, request: Request): Promise<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) {
    return bounded(new Uint8Array(await response.arrayBuffer()), limit, request);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    size += step.value.byteLength;
    if (size > limit) {
      await reader.cancel();
      throw tooLarge(limit, request);
    }
    chunks.push(step.value);
  }
  return concatBytes(chunks, size);
}

/**
 * Gives the text of a body in UTF-8 part by part, as it comes in, at most `limit` characters of it.
 *
 * @throws SourceError `tooLarge` as soon as there are more.
 */
export async function* textParts(response: Response, limit: number, request: Request): AsyncGenerator<string> {
  let length = 0;
  for await (const part of partsOf(response)) {
    length += part.length;
    if (length > limit) {
      throw tooLarge(limit, request);
    }
    yield part;
  }
}

/** What a host may offer besides the web's streams: one that has no TextDecoder gives texts itself. */
interface BodyOfTexts {
  texts?(): AsyncIterable<string>;
}

async function* partsOf(response: Response): AsyncGenerator<string> {
  const body = response.body as (ReadableStream<Uint8Array> & BodyOfTexts) | null | undefined;
  if (!body) {
    yield await response.text();
    return;
  }
  if (body.texts) {
    yield* body.texts();
    return;
  }
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let isOver = false;
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      yield decoder.decode(step.value, { stream: true });
    }
    isOver = true;
    yield decoder.decode();
  } finally {
    if (!isOver) {
      await reader.cancel().catch(() => undefined);
    }
  }
}

function bounded(bytes: Uint8Array, limit: number, request: Request): Uint8Array {
  if (bytes.byteLength > limit) {
    throw tooLarge(limit, request);
  }
  return bytes;
}

function tooLarge(limit: number, request: Request): SourceError {
  return new SourceError('tooLarge', `The answer is larger than ${limit} bytes`, { request });
}

/** Returns the error for an HTTP status of 400 or more. */
export function errorOfStatus(status: number, headers: Headers, request: Request, detail = ''): SourceError {
  const outcome = `The server answered ${status}${detail ? ` (${detail})` : ''}`;
  const limited = rateLimit(status, headers, detail);
  if (limited) {
    const until = limited.resetAt ? ` until ${new Date(limited.resetAt).toISOString()}` : '';
    return new SourceError('rateLimited', `${outcome}: the rate limit is spent${until}`, { request, status });
  }
  return new SourceError(KIND_OF_STATUS[status] ?? 'network', outcome, { request, status });
}

const KIND_OF_STATUS: Readonly<Record<number, SourceError['kind']>> = {
  401: 'unauthorised',
  403: 'forbidden',
  404: 'notFound',
  410: 'expired',
  413: 'tooLarge',
};

/**
 * Returns when a refused request may be tried again, or undefined where no rate limit refused it.
 * Grafana drops the headers of a refusal: then GitHub's words tell.
 * GitHub: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
function rateLimit(status: number, headers: Headers, detail: string): { readonly resetAt?: number } | undefined {
  const spent =
    headers.get('x-ratelimit-remaining') === '0' || headers.has('retry-after') || /rate limit/i.test(detail);
  if (status !== 429 && !(status === 403 && spent)) {
    return undefined;
  }
  const reset = Number(headers.get('x-ratelimit-reset'));
  return { resetAt: reset > 0 ? reset * 1000 : undefined };
}
