import { fnv, mix } from '../../core';

/** Returns noise of standard deviation 1, bounded by 3 (a sum of three uniform numbers), that depends on the text alone. */
export function hashNoise(text: string): number {
  const start = fnv(text);
  return (2 * (mix(start) + mix(start + 1) + mix(start + 2))) / 2 ** 32 - 3;
}
