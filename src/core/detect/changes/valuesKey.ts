import { hashHex } from '../../model/hash';

import { type Observations } from './observations';

/** Returns a text that stands for what was observed: equal numbers in the same order give the same, others hardly ever do. */
export function valuesKey({ values, errors }: Pick<Observations, 'values' | 'errors'>): string {
  const units = new Uint16Array(Float64Array.from(errors ? [...values, ...errors] : values).buffer);
  return `${values.length}:${hashHex(units, 16)}`;
}
