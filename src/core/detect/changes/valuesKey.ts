import { hashHex } from '../../model/hash';

/** Returns a text that stands for values: equal numbers in the same order give the same, others hardly ever do. */
export function valuesKey(values: readonly number[]): string {
  const units = new Uint16Array(Float64Array.from(values).buffer);
  return `${values.length}:${hashHex(units, 16)}`;
}
