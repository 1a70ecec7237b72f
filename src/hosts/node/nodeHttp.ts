import { createHash } from 'node:crypto';

import { Agent, type Dispatcher, EnvHttpProxyAgent, fetch as undiciFetch } from 'undici';

import { type Http } from '../../sources/http';
import { guardedConnector } from './guardedConnector';
import { VERSION } from './version';

const TIMEOUT_MS = 60_000;

/**
 * Returns `fetch` with a name, an end to its patience, and the proxies of the environment, for what is asked of a configured
 * address: where its answers lead elsewhere, into a network in which it is not, nothing is asked.
 */
export function nodeHttp(configured: string, timeoutMs = TIMEOUT_MS): Http {
  // Made when something is asked: an address that is none is the source's to say.
  let agent: Dispatcher | undefined;
  return async (url, init = {}) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    const headers = Object.fromEntries(new Headers(init.headers));
    agent ??= makeAgent(configured);
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

/**
 * Keeps connections, and knows the proxies of the environment (HTTP_PROXY, NO_PROXY …). Where there is no proxy, none is looked
 * for: undici says of the agent that does that it is experimental.
 */
function makeAgent(configured: string): Dispatcher {
  const connect = guardedConnector(configured);
  const names = ['http_proxy', 'https_proxy'].flatMap((name) => [name, name.toUpperCase()]);
  return names.some((name) => process.env[name]) ? new EnvHttpProxyAgent({ connect }) : new Agent({ connect });
}

/** Returns the SHA-256 of bytes or of a text in UTF-8, in hexadecimal. */
export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}
