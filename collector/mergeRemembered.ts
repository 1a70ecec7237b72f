import { type Remembered } from '../src/core';

/** Returns what is known of changes from several places, each once: what the first says of one counts. */
export function mergeRemembered(all: readonly Remembered[]): Remembered {
  const merged = <One extends { readonly id: string }>(each: readonly One[]) =>
    [...new Map([...each].reverse().map((one) => [one.id, one])).values()].reverse();
  return {
    events: merged(all.flatMap(({ events }) => events)),
    incidents: merged(all.flatMap(({ incidents }) => incidents)),
  };
}
