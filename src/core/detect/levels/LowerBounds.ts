import { type Scratch } from './Scratch';

/** How far from the middle of all a median may be for the closer bound, in noise scales. */
const NEAR = 0.8;
/** Sums of floating-point numbers may be off by a little. */
export const ROUNDING = 1e-6;

/**
 * What segments `[from, to)` cost at least, from sums that are made once, as seen from several middles: where the level changed,
 * one of them is near.
 *
 * Let the level of a segment lie in an interval, and each observation be moved to the nearest point of one that holds
 * it. Nothing is further from the level than before. Where the two intervals are such that nothing is further than the
 * cap either, the squared distances from the level are at most the capped ones, and those from the mean are less still.
 * The level is a median: where fewer than half of the observations are above, or below, it is not there either, and the
 * intervals are that narrow one and a wide one. Elsewhere one interval as wide as the cap serves both.
 */
export class LowerBounds {
  private readonly inverse: number;
  /** One for each middle, made when it is asked: many never are. */
  private readonly sums: Sums[] = [];

  constructor(
    private readonly x: Float64Array,
    private readonly middles: readonly number[],
    private readonly scale: number,
    private readonly cap: number,
    private readonly scratch: Scratch
  ) {
    this.inverse = 1 / (scale * scale);
  }

  /** Whether a segment costs so much at least. */
  reaches(from: number, to: number, cost: number): boolean {
    for (let at = 0; at < this.middles.length; at++) {
      if (this.least(at, from, to) >= cost) {
        return true;
      }
    }
    return false;
  }

  /** Returns what a segment costs at least, as seen from each middle. */
  each(from: number, to: number): number[] {
    return this.middles.map((_, at) => this.least(at, from, to));
  }

  /** Returns the sums of the interval that serves everywhere, as seen from the first middle. */
  narrow(): NarrowSums {
    const { narrow, narrowSquares } = (this.sums[0] ??= this.makeSums(this.middles[0]!));
    return { sums: narrow, squares: narrowSquares, inverse: this.inverse };
  }

  private least(at: number, from: number, to: number): number {
    const sums = (this.sums[at] ??= this.makeSums(this.middles[at]!));
    const { above, below } = sums;
    const length = to - from;
    const isNear = 2 * (above[to]! - above[from]!) < length && 2 * (below[to]! - below[from]!) < length;
    const of = isNear ? sums.wide : sums.narrow;
    const squares = isNear ? sums.wideSquares : sums.narrowSquares;
    const sum = of[to]! - of[from]!;
    return (squares[to]! - squares[from]! - (sum * sum) / length) * this.inverse - ROUNDING;
  }

  private makeSums(middle: number): Sums {
    const { x, scale, cap, scratch } = this;
    const sumsOf = () => scratch.take(x.length + 1).fill(0, 0, 1);
    const [wide, wideSquares, narrow, narrowSquares] = [sumsOf(), sumsOf(), sumsOf(), sumsOf()];
    const [above, below] = [sumsOf(), sumsOf()];
    const [far, close, near] = [(cap - NEAR) * scale, (cap / 2) * scale, NEAR * scale];
    let [sum, squares, closeSum, closeSquares, high, low] = [0, 0, 0, 0, 0, 0];
    for (let at = 0; at < x.length; at++) {
      const distance = x[at]! - middle;
      const inWide = distance > far ? far : distance < -far ? -far : distance;
      const inNarrow = distance > close ? close : distance < -close ? -close : distance;
      wide[at + 1] = sum += inWide;
      wideSquares[at + 1] = squares += inWide * inWide;
      narrow[at + 1] = closeSum += inNarrow;
      narrowSquares[at + 1] = closeSquares += inNarrow * inNarrow;
      above[at + 1] = high += distance > near ? 1 : 0;
      below[at + 1] = low += distance < -near ? 1 : 0;
    }
    return { wide, wideSquares, narrow, narrowSquares, above, below };
  }
}

/** From the first observation on: distances that are moved into an interval, and their squares; and what makes costs of squares. */
export interface NarrowSums {
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  readonly inverse: number;
}

/** From the first observation on: distances moved into an interval, their squares, and how many lie outside the near one. */
interface Sums {
  readonly wide: Float64Array;
  readonly wideSquares: Float64Array;
  readonly narrow: Float64Array;
  readonly narrowSquares: Float64Array;
  readonly above: Float64Array;
  readonly below: Float64Array;
}
