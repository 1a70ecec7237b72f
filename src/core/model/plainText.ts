/**
 * Returns a text without characters that do something instead of being shown: control characters, which a terminal obeys,
 * and those that turn or hide what stands beside them. Texts come from artifacts.
 */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '?');
}
