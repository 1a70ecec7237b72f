/**
 * Returns a function of the end of a text: noise of standard deviation 1, bounded by 3 (a sum of three uniform numbers), that
 * depends on the whole text alone.
 */
export function hashNoise(beginning: string): (end: string) => number {
  const begun = fnv(beginning);
  return (end) => {
    const start = fnv(end, begun) >>> 0;
    return (2 * (mix(start) + mix(start + 1) + mix(start + 2))) / 2 ** 32 - 3;
  };
}

/** FNV-1a, which can go on from where it was: http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv(text: string, begun = 0x811c9dc5): number {
  let value = begun;
  for (let at = 0; at < text.length; at++) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  }
  return value;
}

/** One step of splitmix32: an unsigned 32-bit number that looks random. */
function mix(seed: number): number {
  let value = Math.imul(seed, 0x9e3779b9);
  value = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
  return (value ^ (value >>> 15)) >>> 0;
}
