import { hashHex } from '../lib/hash';
import { type Series } from '../model/series';

const LENGTH = 12;

const known = new WeakMap<Series, string>();

/** Returns a short text that is the same for the same labels, whichever source they come from. */
export function seriesKey(series: Series): string {
  const key = known.get(series) ?? hashHex(series.id, LENGTH);
  known.set(series, key);
  return key;
}
