/** Returns a number in [0, 1) that depends on the text alone (FNV-1a, then the finalizer of MurmurHash3). */
export function hashUnit(text: string): number {
  return hash(text) / 2 ** 32;
}

/** Returns noise of standard deviation 1, bounded by 3 (a sum of three uniform numbers), that depends on the text alone. */
export function hashNoise(text: string): number {
  return 2 * (hashUnit(`${text}|1`) + hashUnit(`${text}|2`) + hashUnit(`${text}|3`)) - 3;
}

/** Returns `length` hexadecimal digits that depend on the text alone. */
export function hashHex(text: string, length: number): string {
  let digits = '';
  for (let part = 0; digits.length < length; part++) {
    digits += hash(`${text}|${part}`).toString(16).padStart(8, '0');
  }
  return digits.slice(0, length);
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
