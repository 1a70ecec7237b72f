/**
 * Returns a text without characters that do something instead of being shown: control characters, which a terminal obeys,
 * and those that turn or hide what stands beside them. Texts come from artifacts.
 */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?');
}

/** Returns a count with its noun: `1 run`, `2 runs`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : nouns}`;
}

const PARTS = /\d+|\D/g;
/** Punctuation comes before digits and letters, in the order of the Unicode collation that browsers use. */
const PUNCTUATION = ' _-,;:!?.\'"()[]{}@*/\\&#%`^+<=>|~$';

/**
 * Orders texts as people do: numbers in them by size, letters without regard to case first and then by it. The same in
 * every engine, also in those without `Intl`.
 */
export function compareTexts(a: string, b: string): number {
  return compareParts(a.toLowerCase(), b.toLowerCase()) || (a < b ? 1 : a > b ? -1 : 0);
}

function compareParts(a: string, b: string): number {
  const [left, right] = [a.match(PARTS) ?? [], b.match(PARTS) ?? []];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const [one, other] = [left[at]!, right[at]!];
    if (one !== other) {
      return Number(one) - Number(other) || rank(one) - rank(other) || (one < other ? -1 : 1);
    }
  }
  return left.length - right.length;
}

function rank(part: string): number {
  const place = PUNCTUATION.indexOf(part);
  return place < 0 ? PUNCTUATION.length + part.charCodeAt(0) : place;
}

/** Whether a text is `owner/name`, and so can't change the path of a request. */
export function isRepository(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,99}\/[\w.-]{1,100}$/.test(text) && !/(^|\/)\.{1,2}$/.test(text);
}
