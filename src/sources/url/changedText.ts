import { asSourceError } from '../errors';
import { errorOfStatus, type Http, textParts } from '../http';

/** An address, and how it is asked. */
export interface AddressOptions {
  readonly http: Http;
  readonly url: string;
  /** What the other side wants to see besides, such as a token. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Largest answer in characters. */
  readonly limit: number;
}

/** A text at an address that is not sent again while it stays the same. */
interface ChangedText {
  /**
   * Returns the text part by part, or undefined where it is what it was when it was last taken.
   *
   * @throws SourceError, also while it is read.
   */
  readonly parts: (signal?: AbortSignal) => Promise<AsyncIterable<string> | undefined>;
  /** Returns the text as a whole. */
  readonly read: (signal?: AbortSignal) => Promise<string | undefined>;
  /** Says that what was read last is of use: until then it is asked for again. */
  readonly take: () => void;
}

const NOT_MODIFIED = 304;

/** Returns how to read a text by its ETag. */
export function changedText({ http, url, headers = {}, limit }: AddressOptions): ChangedText {
  const request = { method: 'GET', url };
  let etag: string | undefined;
  let offered: string | undefined;
  async function open(signal?: AbortSignal): Promise<AsyncIterable<string> | undefined> {
    const response = await http(url, { signal, headers: { ...headers, ...(etag && { 'if-none-match': etag }) } });
    if (etag && response.status === NOT_MODIFIED) {
      offered = etag;
      return undefined;
    }
    if (!response.ok) {
      throw errorOfStatus(response.status, response.headers, request);
    }
    offered = response.headers.get('etag') ?? undefined;
    return textParts(response, limit, request);
  }
  async function parts(signal?: AbortSignal) {
    const opened = await open(signal).catch((error: unknown) => fail(error, signal));
    return opened && failing(opened, signal);
  }
  async function* failing(opened: AsyncIterable<string>, signal?: AbortSignal) {
    try {
      yield* opened;
    } catch (error) {
      fail(error, signal);
    }
  }
  function fail(error: unknown, signal?: AbortSignal): never {
    signal?.throwIfAborted();
    throw asSourceError(error, request);
  }
  return {
    parts,
    async read(signal) {
      const opened = await parts(signal);
      return opened && (await joined(opened));
    },
    take: () => (etag = offered),
  };
}

async function joined(parts: AsyncIterable<string>): Promise<string> {
  const all: string[] = [];
  for await (const part of parts) {
    all.push(part);
  }
  return all.join('');
}
