import { documentsSource } from '../documentsSource';
import { asSourceError } from '../errors';
import { errorOfStatus, type Http, readText } from '../http';
import { type RunSource } from '../runSource';

/** Where a JSON array of run documents is published, such as SGLang's `metrics_data.json`. */
export interface UrlOptions {
  readonly http: Http;
  readonly url: string;
  /** What the other side wants to see besides, such as a token. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Largest answer in bytes. */
  readonly limit?: number;
}

const LARGEST = 256 * 1024 * 1024;
const NOT_MODIFIED = 304;

/** Returns the source that reads run documents from one address; what has not changed is not sent again. */
export function urlSource({ http, url, headers = {}, limit = LARGEST }: UrlOptions): RunSource {
  const request = { method: 'GET', url };
  let etag: string | undefined;
  let offered: string | undefined;
  const read = async (signal?: AbortSignal): Promise<string | undefined> => {
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
  };
  // What can't be read is asked for again, also where it has not changed.
  return documentsSource(read, request, () => (etag = offered));
}
