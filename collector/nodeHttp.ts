import { createHash } from 'node:crypto';

import { type Http } from '../src/sources/http';
import { VERSION } from './version';

const TIMEOUT_MS = 60_000;

/** Returns Node's `fetch` with a name and an end to its patience. */
export function nodeHttp(timeoutMs = TIMEOUT_MS): Http {
  return (url, init = {}) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const headers = new Headers(init.headers);
    headers.set('user-agent', `sglang-nightly/${VERSION}`);
    return fetch(url, { ...init, headers, signal: init.signal ? AbortSignal.any([init.signal, timeout]) : timeout });
  };
}

/** Returns the SHA-256 of bytes or of a text in UTF-8, in hexadecimal. */
export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}
