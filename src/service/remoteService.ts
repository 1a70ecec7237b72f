import { type AttributeValues, type QueryRequest, type QueryResponse } from '../core';
import { SourceError, asSourceError } from '../sources/errors';
import { type Http, errorOfStatus } from '../sources/http';
import { type NightService, type Summary, type ValuesRequest } from './nightService';

/** How a collector is reached: a base address for what is read, and the address that takes queries. */
export interface RemoteOptions {
  readonly http: Http;
  /** Base of the collector's `/api`. */
  readonly apiUrl: string;
  readonly queryUrl: string;
  /** Waits for so many milliseconds; without it, what a host has while it loads is the answer. */
  readonly pause?: (ms: number) => Promise<void>;
}

/** How long to wait before asking again who has not loaded all yet. */
const ASK_AGAIN_AFTER = 1000;

/**
 * Returns a service that a collector, or the plugin in Grafana's server, computes: only what is shown travels. While that
 * loads, it is asked again and again, and what there is already is shown meanwhile.
 */
export function remoteService({ http, apiUrl, queryUrl, pause }: RemoteOptions): NightService {
  const query = async (request: QueryRequest, signal?: AbortSignal) =>
    (await ask(http, queryUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      signal,
    })) as QueryResponse;
  return {
    async query(request, { signal, onPartial } = {}) {
      let response = await query(request, signal);
      while (response.progress && onPartial && pause) {
        onPartial(response);
        await pause(ASK_AGAIN_AFTER);
        response = await query(request, signal);
      }
      return response;
    },
    async values(request, signal) {
      const answer = await ask(http, `${apiUrl}/values?${valuesQuery(request)}`, { signal });
      const { attributes, values } = answer as { attributes?: AttributeValues; values?: readonly string[] };
      return attributes ?? { [request.attributes?.[0] ?? '']: values };
    },
    summary: async ({ from, to }) =>
      (await ask(http, `${apiUrl}/status?${new URLSearchParams({ from: `${from}`, to: `${to}` })}`)) as Summary,
  };
}

/** Returns the query string of `GET /api/values`; a filter of several values repeats its name. */
export function valuesQuery({ from, to, filter, attributes = [] }: ValuesRequest): string {
  const query = new URLSearchParams({ from: `${from}`, to: `${to}` });
  attributes.forEach((id) => query.append('attribute', id));
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
