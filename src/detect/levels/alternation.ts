import { type ChangePoint } from './changePoint';

/** How far on each side of a change point the states of a series are followed, in observations. */
const LOOKED_AT = 60;
/** From so many noise scales on, two states are told apart night by night. */
export const SEPARATE = 5;
/** Where, on the way from one level to the other, a night counts as one of the new state. */
const BEYOND = 0.7;
/** So many stays in the new state before the change point are no accident. */
const VISITS = 3;
/** By how many standard errors the share of nights in the new state must have risen. */
const CERTAIN = 3.5;
const STRONGEST_PERSISTENCE = 0.95;
/** What lasts so long at most is an outlier, and no visit of a state. */
const SHORT_STAY = 3;
/** What is so much of a change point away from the level before it is far off, whichever way. */
const FAR = 0.5;
/** A change point that is younger may be outliers in a row. */
const YOUNG = 12;
/** How seldom outliers must come in a row for so long by chance, so that a change point is news. */
const CHANCE = 6e-4;

/** Where a level goes over into another. */
type Turn = Pick<ChangePoint, 'onset' | 'before' | 'after'>;

/** The observations around a change point, as nights in the state that the change point leads to or not. */
interface Sides {
  /** Stays in that state before the change point: how long each was. */
  readonly stays: readonly number[];
  readonly early: number;
  readonly nBefore: number;
  readonly late: number;
  readonly nAfter: number;
  /** Nights before the change point that are in the same state as the night before them. */
  readonly same: number;
}

function sidesOf(x: Float64Array, { onset, before, after }: Turn, end: number): Sides {
  const middle = before + BEYOND * (after - before);
  const sign = after > before ? 1 : -1;
  const [from, to] = [Math.max(0, onset - LOOKED_AT), Math.min(end, onset + LOOKED_AT)];
  const isBeyond = (at: number) => sign * (x[at]! - middle) > 0;
  const stays = staysOf(from, onset, (at) => Number(isBeyond(at)));
  const beyond = stays.filter(({ state }) => state === 1).map(({ length }) => length);
  let late = 0;
  for (let at = onset; at < to; at++) {
    late += isBeyond(at) ? 1 : 0;
  }
  const [early, nBefore] = [sumOf(beyond), onset - from];
  return { stays: beyond, early, late, same: nBefore - stays.length, nBefore, nAfter: to - onset };
}

/** Nights in a row that a series spends in one state. */
interface Stay {
  readonly state: number;
  readonly length: number;
}

/** Returns the stays of the nights `[from, to)`, in their order. */
function staysOf(from: number, to: number, stateOf: (at: number) => number): Stay[] {
  const stays: Array<{ state: number; length: number }> = [];
  for (let at = from; at < to; at++) {
    const state = stateOf(at);
    const last = stays.at(-1);
    last?.state === state ? (last.length += 1) : stays.push({ state, length: 1 });
  }
  return stays;
}

function sumOf(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + length, 0);
}

/**
 * Whether a change point leads to nothing but a state that the series has visited before and left again, as where two hosts take
 * turns. `end` is where the new level ends, and `visits` how often that state must have been visited before.
 *
 * The nights before the change point are followed as a chain of two states (Anderson & Goodman 1957): the share of nights beyond the
 * change point must have risen by more standard errors than chance gives, and a chain of persistence r carries (1 - r) / (1 + r) as
 * much evidence as independent nights do.
 */
export function isAlternation(
  x: Float64Array,
  changePoint: Turn,
  end: number,
  scale: number,
  visits = VISITS
): boolean {
  if (Math.abs(changePoint.after - changePoint.before) < SEPARATE * scale) {
    return false;
  }
  const { stays, early, late, same, nBefore, nAfter } = sidesOf(x, changePoint, end);
  if (stays.length < visits) {
    return false;
  }
  const [p, q] = [early / nBefore, late / nAfter];
  const chance = p ** 2 + (1 - p) ** 2;
  const observed = same / Math.max(1, nBefore - 1);
  const persistence = Math.max(0, Math.min(STRONGEST_PERSISTENCE, (observed - chance) / (1 - chance || 1)));
  const spread = Math.max(1 / nBefore, p * (1 - p)) * ((1 + persistence) / (1 - persistence));
  return q - p < CERTAIN * Math.sqrt(spread * (1 / nBefore + 1 / nAfter));
}

/**
 * Whether a young change point may be nothing but outliers in a row, as the series has them often: with a share of outliers p, whichever
 * way they are off, n in a row come by chance p^n of the time.
 */
export function isOutlyingAgain(x: Float64Array, changePoint: Turn, end: number): boolean {
  const length = end - changePoint.onset;
  if (end !== x.length || length > YOUNG) {
    return false;
  }
  return outlyingShare(x, changePoint) ** length > CHANCE;
}

/** Returns the share of the nights before a change point that lie far off, by themselves or a few in a row. */
function outlyingShare(x: Float64Array, { onset, before, after }: Turn): number {
  const far = FAR * Math.abs(after - before);
  const from = Math.max(0, onset - LOOKED_AT);
  const stays = staysOf(from, onset, (at) => (Math.abs(x[at]! - before) > far ? Math.sign(x[at]! - before) : 0));
  const outliers = sumOf(
    stays.filter(({ state, length }) => state !== 0 && length <= SHORT_STAY).map(({ length }) => length)
  );
  // Where there were some, the next one is not far: few nights say too little of how often they come.
  return (outliers > 1 ? outliers + 1 : outliers) / (onset - from);
}
