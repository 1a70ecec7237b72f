import { type BackendSrv, type FetchError } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';

import { type Http } from '../../sources/http';

/** What Grafana's proxy says, with status 400, when the server behind it answered 401. */
const PROXY_UNAUTHORISED = 'Authentication to data source failed';

/**
 * Returns HTTP through Grafana's backend service, which brings the session and reaches the proxy. Statuses of 400 and
 * more are answers, not errors; of their headers Grafana keeps none.
 */
export function backendHttp(backend: Pick<BackendSrv, 'fetch'>): Http {
  return async (url, init = {}) => {
    const request = backend.fetch<ArrayBuffer>({
      url,
      method: init.method ?? 'GET',
      headers: Object.fromEntries(new Headers(init.headers)),
      data: init.body ?? undefined,
      abortSignal: init.signal ?? undefined,
      responseType: 'arraybuffer',
      showErrorAlert: false,
      showSuccessAlert: false,
    });
    try {
      const { data, status, headers } = await lastValueFrom(request);
      return new Response(BODILESS.has(status) ? null : data, { status, headers });
    } catch (error) {
      init.signal?.throwIfAborted();
      if (!isFetchError(error) || error.status < 200) {
        throw new TypeError(messageOf(error));
      }
      return refusal(error.status, error.data);
    }
  };
}

const BODILESS = new Set([204, 205, 304]);

function refusal(status: number, data: unknown): Response {
  const text =
    data instanceof ArrayBuffer
      ? new TextDecoder().decode(data)
      : typeof data === 'string'
        ? data
        : JSON.stringify(data);
  const unauthorised = status === 400 && text.includes(PROXY_UNAUTHORISED);
  return new Response(BODILESS.has(status) ? null : text, {
    status: unauthorised ? 401 : status,
    headers: { 'content-type': text.startsWith('{') ? 'application/json' : 'text/plain' },
  });
}

/** As `isFetchError` of @grafana/runtime, which would bring all of it in. */
function isFetchError(error: unknown): error is FetchError {
  return typeof error === 'object' && error !== null && 'status' in error && 'config' in error;
}

function messageOf(error: unknown): string {
  if (isFetchError(error)) {
    return error.statusText || 'The request did not get an answer';
  }
  return error instanceof Error ? error.message : String(error);
}
