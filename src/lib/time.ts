/** Milliseconds of an hour and of a day. */
export const MS_PER_HOUR = 60 * 60 * 1000;
export const MS_PER_DAY = 24 * MS_PER_HOUR;

/** A date and time without an offset from UTC. */
const WITHOUT_OFFSET = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/;

/**
 * Returns a date as milliseconds since 1970, or NaN where the text is none. One without an offset is in UTC, as
 * SGLang's scripts mean it, in whatever zone the host is.
 */
export function parseTime(text: string): number {
  return Date.parse(WITHOUT_OFFSET.test(text) ? `${text.replace(' ', 'T')}Z` : text);
}

/** Returns the date of a time in UTC, such as 2026-01-25. */
export function dateText(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Returns the date and minute of a time in UTC, such as 2026-01-25 22:24. */
export function minuteText(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
