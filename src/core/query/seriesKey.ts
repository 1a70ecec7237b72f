import { hashHex } from '../model/hash';
import { type Series } from '../model/series';

const LENGTH = 12;

/** Returns a short text that is the same for the same labels, whichever source they come from. */
export function seriesKey({ id }: Series): string {
  return hashHex(id, LENGTH);
}
