import { asSourceError } from '../errors';
import { errorOfStatus, type Http, readText } from '../http';

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
export interface ChangedText {
  /** Returns the text, or undefined where it is what it was when it was last taken. @throws SourceError */
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
  return {
    async read(signal) {
      try {
        const response = await http(url, { signal, headers: { ...headers, ...(etag && { 'if-none-match': etag }) } });
        if (etag && response.status === NOT_MODIFIED) {
          offered = etag;
          return undefined;
        }
        if (!response.ok) {
          throw errorOfStatus(response.status, response.headers, request);
        }
        offered = response.headers.get('etag') ?? undefined;
        return await readText(response, limit, request);
      } catch (error) {
        signal?.throwIfAborted();
        throw asSourceError(error, request);
      }
    },
    take: () => (etag = offered),
  };
}
