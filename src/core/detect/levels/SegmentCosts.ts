import { LowerBound } from './LowerBound';
import { Scratch } from './Scratch';
import { SegmentRow } from './SegmentRow';

/** What the observations of a series cost as one level. Segments are `[from, to)`. */
export class SegmentCosts {
  private readonly rows: Array<SegmentRow | undefined> = [];
  /** Presets differ in what a cut costs: most of their bounds are the same. */
  private readonly bounds = new Map<string, readonly LowerBound[]>();
  private readonly center: number;
  /** Sums of the distances from the median of all, and of their squares, from the first on. */
  private readonly sums: Float64Array;
  private readonly squares: Float64Array;

  constructor(
    private readonly x: Float64Array,
    private readonly scratch = new Scratch()
  ) {
    this.center = this.median(0, x.length);
    this.sums = scratch.take(x.length + 1).fill(0, 0, 1);
    this.squares = scratch.take(x.length + 1).fill(0, 0, 1);
    for (let at = 0; at < x.length; at++) {
      const distance = x[at]! - this.center;
      this.sums[at + 1] = this.sums[at]! + distance;
      this.squares[at + 1] = this.squares[at]! + distance * distance;
    }
  }

  /** Returns the median of `x[from]` to `x[to - 1]`. */
  median(from: number, to: number): number {
    return this.row(from).median(to - from);
  }

  /** Returns the largest distance of one of them from their median. */
  spread(from: number, to: number): number {
    return this.row(from).spread(to - from);
  }

  /**
   * Returns the cost of `x[from]` to `x[to - 1]` as one level: the squared distances from their median in noise
   * scales, each capped (Fearnhead & Rigaill 2019, "Changepoint detection in the presence of outliers"). Where no
   * distance reaches the cap, sums that were made before give it at once.
   */
  cost(from: number, to: number, scale: number, cap: number): number {
    const row = this.row(from);
    const level = row.median(to - from);
    const inverse = 1 / (scale * scale);
    if (row.spread(to - from) > cap * scale) {
      return this.cappedCost(from, to, level, inverse, cap * cap);
    }
    const shift = level - this.center;
    const sum = this.sums[to]! - this.sums[from]!;
    const squares = this.squares[to]! - this.squares[from]!;
    const cost = (squares - 2 * shift * sum + (to - from) * shift * shift) * inverse;
    return cost > 0 ? cost : 0;
  }

  /**
   * Returns what segments cost at least, in a time that doesn't depend on their length, as seen from the middle of all,
   * of the last and of the first observations: where the level changed, one of them is near.
   */
  lowerBounds(scale: number, cap: number): readonly LowerBound[] {
    const key = `${scale} ${cap}`;
    const known = this.bounds.get(key) ?? this.makeBounds(scale, cap);
    this.bounds.set(key, known);
    return known;
  }

  private makeBounds(scale: number, cap: number): readonly LowerBound[] {
    const third = Math.ceil(this.x.length / 3);
    const centers = [this.center, this.median(this.x.length - third, this.x.length), this.median(0, third)];
    return centers.map((center) => new LowerBound(this.x, center, scale, cap, this.scratch));
  }

  private row(from: number): SegmentRow {
    return (this.rows[from] ??= new SegmentRow(this.x, from, this.scratch));
  }

  private cappedCost(from: number, to: number, level: number, inverse: number, most: number): number {
    let cost = 0;
    for (let at = from; at < to; at++) {
      const distance = this.x[at]! - level;
      const loss = distance * distance * inverse;
      cost += loss < most ? loss : most;
    }
    return cost;
  }
}
