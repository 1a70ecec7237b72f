import { UNPACK_LIMITS } from '../../core';
import { SourceError, asSourceError } from '../errors';
import { errorOfStatus, type Http, readBytes } from '../http';
import { type Quota } from '../runSource';
import { type GitHubOptions } from './githubOptions';

/** What comes back from a request: of a raw one its bytes, otherwise what its JSON says. */
export interface GitHubResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly data: unknown;
}

/** Asks for one address. `raw` gives the bytes of the body and leaves a redirect unfollowed. */
export type Client = (url: string, options?: ClientOptions) => Promise<GitHubResponse>;

/** Called with the quota that each answer names. */
export type OnQuota = (quota: Quota) => void;

interface ClientOptions {
  readonly query?: Readonly<Record<string, string | number>>;
  readonly raw?: boolean;
  readonly signal?: AbortSignal;
}

/** What a client needs of a source's options. */
type ClientHost = Pick<GitHubOptions, 'http' | 'token' | 'proxy' | 'onWait' | 'retryBaseMs'>;

const API_VERSION = '2022-11-28';
const MOST_CACHED = 50;
/** So often an answer may lead to another place. */
export const MOST_REDIRECTS = 3;
/** A rate limit that asks for more is an error, not a pause. */
const LONGEST_PAUSE_S = 60;
/** What a second try won't change; 403 and 429 are the throttle's. */
const DO_NOT_RETRY = [400, 401, 403, 404, 410, 413, 422, 429, 451];

/**
 * Returns a client on octokit, with its retries and its respect for rate limits. A listing that hasn't changed is
 * asked for with `If-None-Match` and costs no quota. Octokit comes in on first use. Clients of one `throttle` share its
 * ten places.
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
export async function createClient(options: ClientHost, throttle: string, onQuota?: OnQuota): Promise<Client> {
  const octokit = await createOctokit(options, throttle);
  const cache = new Map<string, { readonly etag: string; readonly answer: GitHubResponse }>();
  return async (url, { query = {}, raw = false, signal } = {}) => {
    const address = withQuery(url, query);
    const known = raw ? undefined : cache.get(address);
    const download = bufferedDownload(givenUp(options.http), url);
    const ask = (target: string) =>
      octokit.request({
        method: 'GET',
        // Every address is whole, or below the page it is asked from: octokit must not put its own before it.
        baseUrl: '',
        url: target,
        headers: { 'x-github-api-version': API_VERSION, ...(known && { 'if-none-match': known.etag }) },
        request: {
          signal,
          // A browser and Grafana's server follow redirects themselves; octokit would hand the token to anybody.
          ...(!options.proxy && { redirect: 'manual' }),
          ...(raw && { fetch: download.fetch }),
        },
      });
    try {
      let answer = await ask(address);
      for (let hops = 0; !raw && isRedirect(answer); hops += 1) {
        answer = await ask(redirectWithin(address, answer, hops));
      }
      tellQuota(answer.headers, onQuota);
      if (raw) {
        return { ...answer, data: download.bytes() };
      }
      remember(cache, address, answer);
      return answer;
    } catch (error) {
      if (known && isRequestError(error) && error.status === 304) {
        return known.answer;
      }
      throw download.failure() ?? toSourceError(error, url, signal);
    }
  };
}

async function createOctokit(options: ClientHost, throttle: string) {
  const [{ Octokit }, { retry }, { throttling }] = await Promise.all([
    import('@octokit/rest'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling'),
  ]);
  return new (Octokit.plugin(throttling, retry))({
    auth: options.token,
    log: SILENT,
    request: { fetch: givenUp(options.http) },
    retry: {
      retryAfterBaseValue: options.retryBaseMs ?? 1000,
      doNotRetry: DO_NOT_RETRY,
      retries: options.proxy ? 1 : 3,
    },
    throttle: throttleOptions(throttle, options.onWait),
  });
}

/** Whether an answer names another place instead. */
export function isRedirect({ status, headers }: GitHubResponse): boolean {
  return status >= 300 && status < 400 && typeof headers.location === 'string';
}

/** A repository that was renamed answers with its new address; the token must not leave the API for another origin. */
function redirectWithin(url: string, { status, headers }: GitHubResponse, hops: number): string {
  const target = new URL(String(headers.location), url);
  if (hops < MOST_REDIRECTS && target.origin === new URL(url).origin) {
    return target.href;
  }
  throw new SourceError('network', `GitHub redirects to another place (${status}, ${target.origin})`, {
    request: { method: 'GET', url },
    advice: 'Check the API address, and whether the repository was renamed.',
  });
}

/** Octokit tries again whatever it does not see to be an abort, and hosts' own errors are not always of its class. */
function givenUp(http: Http): Http {
  return (url, init) =>
    http(url, init).catch((error: unknown) => {
      throw init?.signal?.aborted
        ? Object.assign(new Error('The request was given up'), { name: 'AbortError' })
        : error;
    });
}

/**
 * Reads the body of a download before octokit sees the response: so a transfer that breaks off is tried again like any
 * other failure, and the response is not collected as garbage, which would cancel its body.
 */
function bufferedDownload(http: Http, url: string) {
  let bytes: Uint8Array | undefined;
  let failure: SourceError | undefined;
  const fetch: Http = async (address, init) => {
    const response = await http(address, init);
    if (response.status !== 200) {
      return response;
    }
    try {
      bytes = await readBytes(response, UNPACK_LIMITS.packedBytes, { method: 'GET', url });
    } catch (error) {
      if (!(error instanceof SourceError)) {
        throw error;
      }
      failure = error;
      return new Response(null, { status: TOO_LARGE });
    }
    return new Response(null, { status: 200, headers: response.headers });
  };
  return { fetch, bytes: () => bytes, failure: () => failure };
}

/** A status that is not tried again. */
const TOO_LARGE = 413;

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function tellQuota(headers: GitHubResponse['headers'], onQuota?: OnQuota): void {
  const [remaining, limit, reset] = ['remaining', 'limit', 'reset'].map((name) =>
    Number(headers[`x-ratelimit-${name}`])
  );
  if (onQuota && limit! > 0 && remaining! >= 0) {
    onQuota({ remaining: remaining!, limit: limit!, resetAt: reset! * 1000 || 0 });
  }
}

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function throttleOptions(id: string, onWait?: (sentence: string) => void) {
  const patient = (limit: string) => (seconds: number, _: object, __: object, retries: number) => {
    const waits = seconds <= LONGEST_PAUSE_S && retries < 2;
    if (waits) {
      onWait?.(`GitHub's ${limit} is reached: the next request waits ${seconds} seconds.`);
    }
    return waits;
  };
  return { id, onRateLimit: patient('rate limit'), onSecondaryRateLimit: patient('secondary rate limit') };
}

function remember(
  cache: Map<string, { etag: string; answer: GitHubResponse }>,
  address: string,
  answer: GitHubResponse
): void {
  const { etag } = answer.headers;
  if (typeof etag !== 'string') {
    return;
  }
  cache.delete(address);
  cache.set(address, { etag, answer });
  const [oldest] = cache.keys();
  if (cache.size > MOST_CACHED && oldest !== undefined) {
    cache.delete(oldest);
  }
}

function withQuery(url: string, query: Readonly<Record<string, string | number>>): string {
  const text = Object.entries(query)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  return text ? `${url}?${text}` : url;
}

interface RequestError {
  readonly status: number;
  readonly message: string;
  readonly response?: { readonly headers: Record<string, string>; readonly data?: unknown };
}

function isRequestError(error: unknown): error is RequestError {
  return error instanceof Error && 'status' in error;
}

/** Octokit gives 500 and no response to a request that got no answer. */
function toSourceError(error: unknown, url: string, signal?: AbortSignal): SourceError | unknown {
  if (signal?.aborted) {
    return signal.reason;
  }
  const request = { method: 'GET', url };
  if (!isRequestError(error) || !error.response) {
    return asSourceError(error, request);
  }
  const headers = new Headers(error.response.headers);
  return errorOfStatus(error.status, headers, request, detailOf(error));
}

/** GitHub's own words, without a secret and not too long. */
function detailOf({ response }: RequestError): string {
  const data = response?.data;
  const message = typeof data === 'object' && data !== null && 'message' in data ? String(data.message) : '';
  return message.slice(0, 120);
}
