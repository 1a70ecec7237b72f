import { type AttributeValues, type QueryRequest, type QueryResponse } from '../core';
import { asSourceError } from '../sources/errors';
import { type Http, errorOfStatus } from '../sources/http';
import { type Progress } from '../sources/runSource';
import { type Answer, answerWith, type Known, mapAnswer, STARTING, contentOf } from './answer';
import { type NightService, type Summary, type ValuesRequest } from './nightService';
import { KNOWN_HEADER, MISSING_HEADER } from './api/reply';

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
  const query = async (request: QueryRequest, signal?: AbortSignal): Promise<Answer<QueryResponse>> => {
    const answer = await ask<QueryResponse>(http, queryUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      signal,
    });
    const progress = progressOf(answer);
    if (!progress) {
      return answer;
    }
    return answer.known === 'all'
      ? { known: 'partly', part: answer.value, why: [], progress }
      : { ...answer, progress };
  };
  return {
    async query(request, { signal, onPartial } = {}) {
      let answer = await query(request, signal);
      while (onPartial && pause && answer.known !== 'all' && answer.progress) {
        const there = contentOf(answer);
        there && onPartial(there);
        await pause(ASK_AGAIN_AFTER);
        answer = await query(request, signal);
      }
      return answer;
    },
    async values(request, signal) {
      const answer = await ask<ValuesBody>(http, `${apiUrl}/values?${valuesQuery(request)}`, { signal });
      return mapAnswer(
        answer,
        ({ attributes, values }) => attributes ?? { [request.attributes?.[0] ?? '']: values ?? [] }
      );
    },
    summary: ({ from, to }) =>
      ask<Summary>(http, `${apiUrl}/status?${new URLSearchParams({ from: `${from}`, to: `${to}` })}`),
  };
}

interface ValuesBody {
  readonly attributes?: AttributeValues;
  readonly values?: readonly string[];
}

/** A host says in the answer itself how far it has come, and not at all while it can't answer yet. */
function progressOf(answer: Answer<QueryResponse>): Progress | undefined {
  const there = contentOf(answer);
  return there || answer.known === 'all' ? there?.progress : answer.progress;
}

/** Returns the query string of `GET /api/values`; a filter of several values repeats its name. */
function valuesQuery({ from, to, filter, attributes = [] }: ValuesRequest): string {
  const query = new URLSearchParams({ from: `${from}`, to: `${to}` });
  attributes.forEach((id) => query.append('attribute', id));
  for (const [name, values] of Object.entries(filter)) {
    values?.forEach((value) => query.append(name, value));
  }
  return query.toString();
}

async function ask<Body>(http: Http, url: string, init: RequestInit = {}): Promise<Answer<Body>> {
  const request = { method: init.method ?? 'GET', url };
  let response: Response;
  try {
    response = await http(url, init);
  } catch (error) {
    init.signal?.throwIfAborted();
    throw asSourceError(error, request);
  }
  if (!response.ok) {
    const { kind, message } = await errorOf(response);
    if (kind === 'loading') {
      return { known: 'not yet', why: { severity: 'info', text: message }, progress: STARTING };
    }
    // A collector says itself what is wrong.
    throw errorOfStatus(response.status, response.headers, request, message);
  }
  return answerWith(knownOf(response.headers), (await response.json()) as Body);
}

/** As a host says it; one of before says nothing, and is taken at its word. */
function knownOf(headers: Headers): Known {
  const text = headers.get(MISSING_HEADER) ?? '';
  const why = { severity: 'warning', text } as const;
  switch (headers.get(KNOWN_HEADER)) {
    case 'partly':
      return { known: 'partly', why: [why] };
    case 'not yet':
      return { known: 'not yet', why };
    default:
      return { known: 'all' };
  }
}

/** An error as `{ "error": { "kind", "message" } }`. */
async function errorOf(response: Response): Promise<{ readonly kind: string; readonly message: string }> {
  const body: unknown = await response.json().catch(() => undefined);
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  const { kind = '', message = '' } = Object(error) as { readonly kind?: unknown; readonly message?: unknown };
  return { kind: String(kind), message: String(message).slice(0, 300) };
}
