import { documentsSource } from '../documentsSource';
import { type RunSource } from '../runSource';
import { type AddressOptions, changedText } from './changedText';

const LARGEST = 256 * 1024 * 1024;

/**
 * Returns the source that reads run documents from one address, where a JSON array of them is published, such as SGLang's
 * `metrics_data.json`; what has not changed is not sent again.
 */
export function urlSource({
  limit = LARGEST,
  ...options
}: Omit<AddressOptions, 'limit'> & { readonly limit?: number }): RunSource {
  const { parts, take } = changedText({ ...options, limit });
  // What can't be read is asked for again, also where it has not changed.
  return documentsSource(parts, { method: 'GET', url: options.url }, take);
}
