import { createHash } from 'node:crypto';

import { Agent, type Dispatcher, EnvHttpProxyAgent, fetch as undiciFetch } from 'undici';

import { type Http } from '../src/sources/http';
import { VERSION } from './version';

const TIMEOUT_MS = 60_000;

/** One for all requests: it keeps their connections, and knows the proxies of the environment (HTTP_PROXY, NO_PROXY …). */
let agent: Dispatcher | undefined;

/** Returns `fetch` with a name, an end to its patience, and the proxies of the environment. */
export function nodeHttp(timeoutMs = TIMEOUT_MS): Http {
  return async (url, init = {}) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const headers = Object.fromEntries(new Headers(init.headers));
    agent ??= makeAgent();
    const answer = await undiciFetch(url, {
      method: init.method,
      body: init.body as string | undefined,
      redirect: init.redirect,
      headers: { ...headers, 'user-agent': `sglang-nightly/${VERSION}` },
      signal: init.signal ? AbortSignal.any([init.signal, timeout]) : timeout,
      dispatcher: agent,
    });
    return answer as unknown as Response;
  };
}

/** Where there is no proxy, none is looked for: undici says of the agent that does that it is experimental. */
function makeAgent(): Dispatcher {
  const names = ['http_proxy', 'https_proxy'].flatMap((name) => [name, name.toUpperCase()]);
  return names.some((name) => process.env[name]) ? new EnvHttpProxyAgent() : new Agent();
}

/** Returns the SHA-256 of bytes or of a text in UTF-8, in hexadecimal. */
export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}
