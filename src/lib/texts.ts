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

/** Whether a text is `owner/name`, and so can't change the path of a request. */
export function isRepository(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,99}\/[\w.-]{1,100}$/.test(text) && !/(^|\/)\.{1,2}$/.test(text);
}
