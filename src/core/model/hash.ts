/** Returns `length` hexadecimal digits that depend on the text alone. */
export function hashHex(text: string, length: number): string {
  const start = fnv(text);
  let digits = '';
  for (let part = 0; digits.length < length; part++) {
    digits += mix(start + part)
      .toString(16)
      .padStart(8, '0');
  }
  return digits.slice(0, length);
}

/** FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/ */
export function fnv(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  }
  return value >>> 0;
}

/** One step of splitmix32: an unsigned 32-bit number that looks random. */
export function mix(seed: number): number {
  let value = Math.imul(seed, 0x9e3779b9);
  value = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
  return (value ^ (value >>> 15)) >>> 0;
}
