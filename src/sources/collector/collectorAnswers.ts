import { type AttributeId, type Filter, type QueryResponse } from '../../core';
import { type Answers, type Summary } from '../answers';
import { SourceError, asSourceError } from '../errors';
import { type Http, errorOfStatus } from '../http';

/** How a collector is reached: a base address for what is read, and the address that takes queries. */
export interface CollectorOptions {
  readonly http: Http;
  /** Base of the collector's `/api`. */
  readonly apiUrl: string;
  readonly queryUrl: string;
}

/** Returns answers that a collector computes: only what is shown travels. */
export function collectorAnswers({ http, apiUrl, queryUrl }: CollectorOptions): Answers {
  return {
    query: async (request, { signal } = {}) =>
      (await ask(http, queryUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
        signal,
      })) as QueryResponse,
    async values(attribute, filter, { from, to }, signal) {
      const query = valuesQuery(attribute, filter, { from, to });
      return ((await ask(http, `${apiUrl}/values?${query}`, { signal })) as { values: readonly string[] }).values;
    },
    summary: async ({ from, to }) =>
      (await ask(http, `${apiUrl}/status?${new URLSearchParams({ from: `${from}`, to: `${to}` })}`)) as Summary,
  };
}

/** Returns the query string of `GET /api/values`; a filter of several values repeats its name. */
export function valuesQuery(
  attribute: AttributeId,
  filter: Filter,
  { from, to }: { from: number; to: number }
): string {
  const query = new URLSearchParams({ attribute, from: `${from}`, to: `${to}` });
  for (const [name, values] of Object.entries(filter)) {
    values?.forEach((value) => query.append(name, value));
  }
  return query.toString();
}

async function ask(http: Http, url: string, init: RequestInit = {}): Promise<unknown> {
  const request = { method: init.method ?? 'GET', url };
  let response: Response;
  try {
    response = await http(url, init);
  } catch (error) {
    init.signal?.throwIfAborted();
    throw asSourceError(error, request);
  }
  if (!response.ok) {
    throw await collectorError(response, request);
  }
  return response.json();
}

/** A collector says itself what is wrong, as `{ "error": { "kind", "message" } }`. */
async function collectorError(response: Response, request: { method: string; url: string }): Promise<SourceError> {
  const body: unknown = await response.json().catch(() => undefined);
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  const message = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
  return errorOfStatus(response.status, response.headers, request, message.slice(0, 300));
}
