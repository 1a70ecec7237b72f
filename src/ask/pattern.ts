import { LRUCache } from 'lru-cache';
import { RE2JS } from 're2js';

/**
 * Returns whether a text is a pattern. Patterns are those of RE2, as in Prometheus and Grafana: any of them is tried on a
 * value in a time that grows with the value's length alone, so that no pattern can stop a host.
 * https://github.com/google/re2/wiki/Syntax
 */
export function isPattern(text: string): boolean {
  return compile(text) !== undefined;
}

/**
 * Returns what tells whether a value matches as a whole, each value tried once. A value matches itself too: `TP8+MTP` means that variant,
 * although a plus is none in a pattern. A text that is no pattern matches nothing else.
 */
export function matchesPattern(text: string): (value: string) => boolean {
  const pattern = compile(text);
  const tried = new Map<string, boolean>();
  return (value) => {
    const known = tried.get(value);
    if (known !== undefined || !pattern) {
      return known ?? value === text;
    }
    const matches = value === text || pattern.matches(value);
    tried.set(value, matches);
    return matches;
  };
}

/** A pattern is compiled once, however many queries use it. */
const compiled = new LRUCache<string, { readonly pattern: RE2JS | undefined }>({ max: 64 });

function compile(text: string): RE2JS | undefined {
  const known = compiled.get(text) ?? { pattern: tryToCompile(text) };
  compiled.set(text, known);
  return known.pattern;
}

function tryToCompile(text: string): RE2JS | undefined {
  try {
    return RE2JS.compile(text);
  } catch {
    return undefined;
  }
}
