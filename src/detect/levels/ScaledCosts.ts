import { LowerBounds } from './LowerBounds';
import { type Scratch } from './Scratch';
import { type LevelRows } from './LevelRows';

/** Observations, and what is known of them in whatever noise. */
export interface Summed {
  readonly x: Float64Array;
  /** The median of all. */
  readonly center: number;
  /** Sums of the distances from it, and of their squares, from the first on. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  /** Medians of levels, and where among them those of the observations begin. */
  readonly rows: LevelRows;
  readonly offset: number;
}

/** What the observations of a series cost as one level, in noise of one scale and with capped losses. Levels are `[from, to)`. */
export class ScaledCosts {
  readonly bounds: LowerBounds;
  private readonly inverse: number;
  /** The largest distance from a level that is not capped, and what it costs. */
  private readonly furthest: number;
  private readonly most: number;

  constructor(
    private readonly summed: Summed,
    middles: readonly number[],
    scale: number,
    cap: number,
    scratch: Scratch
  ) {
    this.bounds = new LowerBounds(summed.x, middles, scale, cap, scratch);
    this.inverse = 1 / (scale * scale);
    this.furthest = cap * scale;
    this.most = cap * cap;
  }

  /**
   * Returns the cost of `x[from]` to `x[to - 1]` as one level: the squared distances from their median in noise
   * scales, each capped (Fearnhead & Rigaill 2019, "Changepoint detection in the presence of outliers"). Where no
   * distance reaches the cap, sums that were made before give it at once.
   */
  cost(from: number, to: number): number {
    const { rows, offset, center, sums, squares } = this.summed;
    const length = to - from;
    const at = (offset + from) * rows.stride + length;
    let level = rows.medians[at]!;
    // Only NaN is not itself: this median was not made yet.
    if (level !== level) {
      rows.measure(offset + from, length);
      level = rows.medians[at]!;
    }
    if (rows.spreads[at]! > this.furthest) {
      return this.cappedCost(from, to, level);
    }
    const shift = level - center;
    const sum = sums[to]! - sums[from]!;
    const cost = (squares[to]! - squares[from]! - 2 * shift * sum + length * shift * shift) * this.inverse;
    return cost > 0 ? cost : 0;
  }

  /** Returns the cost of a level, or infinity where a bound says sooner that it reaches a limit. */
  below(limit: number, from: number, to: number): number {
    return this.bounds.reaches(from, to, limit) ? Infinity : this.cost(from, to);
  }

  private cappedCost(from: number, to: number, level: number): number {
    const { inverse, most } = this;
    const { x } = this.summed;
    let cost = 0;
    for (let at = from; at < to; at++) {
      const distance = x[at]! - level;
      const loss = distance * distance * inverse;
      cost += loss < most ? loss : most;
    }
    return cost;
  }
}
