import { cadencesOf, type Changes, lateOnes, MS_PER_HOUR, type NightTable } from '../../../core';

/** What `--fail-on` can be told to fail on. */
export const GATES = ['regression', 'new-regression', 'failure', 'any'] as const;

/** What a report is a gate for. */
export interface GateFlags {
  readonly failOn?: (typeof GATES)[number];
  /** Hours that the newest night may be old; by its cadence where it is left out. */
  readonly maxAge?: number;
}

/** Says of each workflow whose nights are late that they are, by its own cadence or by `--max-age`. */
export function latenessOf(table: NightTable, { observed }: Changes, { maxAge }: GateFlags): string[] {
  const now = Date.now();
  const cadences = cadencesOf(table, observed, now).map((cadence) =>
    maxAge === undefined ? cadence : { ...cadence, allowed: maxAge * MS_PER_HOUR }
  );
  return lateOnes(cadences, now).map(({ workflow, newest, allowed }) => {
    const [age, most] = [now - newest, allowed].map((ms) => Math.round(ms / MS_PER_HOUR));
    return `Nights are late${workflow ? ` (${workflow})` : ''}: the newest is ${age} hours old, and ${most} may pass.`;
  });
}

/** Says where nothing at all could be judged, for all series have too few nights: a gate that saw nothing is none. */
export function unjudgedOf({ states }: Pick<Changes, 'states'>): string[] {
  return states.every(({ state }) => state === 'learning')
    ? ['Nothing could be judged: detection needs 10 nights of a series, and none has so many.']
    : [];
}

/** A model that gives no value at all is worse than any regression. */
export function fails({ incidents, availability }: Changes, { failOn }: GateFlags): boolean {
  const open = incidents.filter(({ state, better }) => state === 'open' && !better);
  const failing = availability.failing.filter(({ acknowledgement }) => !acknowledgement);
  const stopped = availability.absences.filter(({ state, acknowledgement }) => state === 'not run' && !acknowledgement);
  const isDead = failing.some(({ failed, series }) => failed === series);
  switch (failOn) {
    case undefined:
      return false;
    case 'regression':
      return open.length > 0 || isDead;
    case 'new-regression':
      return open.some(({ isNew }) => isNew) || isDead;
    case 'failure':
      return failing.length > 0 || stopped.length > 0;
    case 'any':
      return open.length > 0 || failing.length > 0 || stopped.length > 0;
  }
}
