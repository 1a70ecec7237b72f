import { type Http } from '../http';
import { type RunSource } from '../runSource';
import { urlSource } from '../url/urlSource';

/** Where another collector is, and how it is reached. */
interface CollectorAddress {
  readonly http: Http;
  /** Its base address, without a slash at the end. */
  readonly url: string;
  readonly token?: string;
}

/** Returns the source that reads the run documents of another collector. */
export function collectorSource({ http, url, token }: CollectorAddress): RunSource {
  return urlSource({ http, url: `${url}/api/metrics`, headers: token ? { authorization: `Bearer ${token}` } : {} });
}
