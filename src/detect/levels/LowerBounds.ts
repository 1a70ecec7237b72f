import { type Scratch } from './Scratch';

/** How far from the middle of all a median may be for the closer bound, in noise scales. */
const NEAR = 0.8;
/** Sums of floating-point numbers may be off by a little. */
export const ROUNDING = 1e-6;

/**
 * What levels `[from, to)` cost at least, from sums that are made once, as seen from several middles: where the level changed,
 * one of them is near.
 *
 * Let a level lie in an interval, and each observation be moved to the nearest point of one that holds
 * it. Nothing is further from the level than before. Where the two intervals are such that nothing is further than the
 * cap either, the squared distances from the level are at most the capped ones, and those from the mean are less still.
 * The level is a median: where fewer than half of the observations are above, or below, it is not there either, and the
 * intervals are that narrow one and a wide one. Elsewhere one interval as wide as the cap serves both.
 */
export class LowerBounds {
  /** What makes costs of squares. */
  readonly inverse: number;
  /** One for each middle, made when it is asked: many never are. */
  private readonly tables: Float64Array[] = [];

  constructor(
    private readonly x: Float64Array,
    private readonly middles: readonly number[],
    private readonly scale: number,
    private readonly cap: number,
    private readonly scratch: Scratch
  ) {
    this.inverse = 1 / (scale * scale);
  }

  /** How many middles there are. */
  get count(): number {
    return this.middles.length;
  }

  /** Whether a level costs so much at least. */
  reaches(from: number, to: number, cost: number): boolean {
    for (let at = 0; at < this.middles.length; at++) {
      if (this.least(at, from, to) >= cost) {
        return true;
      }
    }
    return false;
  }

  /** Returns what a level costs at least, as seen from each middle. */
  each(from: number, to: number): number[] {
    return this.middles.map((_, at) => this.least(at, from, to));
  }

  /**
   * Returns the sums that bounds are made of, as seen from one of the middles: `COLUMNS` for each number of observations from the
   * first on.
   */
  table(middle: number): Float64Array {
    return (this.tables[middle] ??= this.makeTable(this.middles[middle]!));
  }

  private least(middle: number, from: number, to: number): number {
    const table = this.table(middle);
    const [begin, end, length] = [COLUMNS * from, COLUMNS * to, to - from];
    const isNear =
      2 * (table[end + ABOVE]! - table[begin + ABOVE]!) < length &&
      2 * (table[end + BELOW]! - table[begin + BELOW]!) < length;
    const of = isNear ? WIDE : NARROW;
    const sum = table[end + of]! - table[begin + of]!;
    const squares = table[end + of + SQUARES]! - table[begin + of + SQUARES]!;
    return (squares - (sum * sum) / length) * this.inverse - ROUNDING;
  }

  private makeTable(middle: number): Float64Array {
    const { x, scale, cap, scratch } = this;
    const table = scratch.take(COLUMNS * (x.length + 1)).fill(0, 0, COLUMNS);
    const [far, close, near] = [(cap - NEAR) * scale, (cap / 2) * scale, NEAR * scale];
    let [sum, squares, closeSum, closeSquares, high, low] = [0, 0, 0, 0, 0, 0];
    for (let at = 0, row = COLUMNS; at < x.length; at++, row += COLUMNS) {
      const distance = x[at]! - middle;
      const inWide = distance > far ? far : distance < -far ? -far : distance;
      const inNarrow = distance > close ? close : distance < -close ? -close : distance;
      table[row + WIDE] = sum += inWide;
      table[row + WIDE + SQUARES] = squares += inWide * inWide;
      table[row + NARROW] = closeSum += inNarrow;
      table[row + NARROW + SQUARES] = closeSquares += inNarrow * inNarrow;
      table[row + ABOVE] = high += distance > near ? 1 : 0;
      table[row + BELOW] = low += distance < -near ? 1 : 0;
    }
    return table;
  }
}

/**
 * What a row of a table has: distances that are moved into the wide interval, and into the narrow one, each beside their squares;
 * and how many lie above and below the near interval.
 */
export const COLUMNS = 6;
export const WIDE = 0;
export const NARROW = 2;
export const SQUARES = 1;
export const ABOVE = 4;
export const BELOW = 5;
