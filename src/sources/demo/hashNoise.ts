/** Returns noise of standard deviation 1, bounded by 3 (a sum of three uniform numbers), that depends on the text alone. */
export function hashNoise(text: string): number {
  const start = fnv(text);
  return (2 * (mix(start) + mix(start + 1) + mix(start + 2))) / 2 ** 32 - 3;
}

/** FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  }
  return value >>> 0;
}

/** One step of splitmix32: an unsigned 32-bit number that looks random. */
function mix(seed: number): number {
  let value = Math.imul(seed, 0x9e3779b9);
  value = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
  return (value ^ (value >>> 15)) >>> 0;
}
