import { plainText } from '../../../core';

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Returns a text as HTML shows it: what comes from artifacts is never markup. */
export function escape(text: unknown): string {
  return plainText(String(text ?? '')).replace(/[&<>"']/g, (character) => ESCAPED[character]!);
}

/** Returns a link, or its text alone where the address is none of the web. */
export function link(url: unknown, text: string): string {
  const address = String(url ?? '');
  return /^https?:\/\//.test(address) ? `<a href="${escape(address)}">${escape(text)}</a>` : escape(text);
}
