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
