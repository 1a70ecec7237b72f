import { ScaledCosts, type Summed } from './ScaledCosts';
import { Scratch } from './Scratch';
import { LevelRows } from './LevelRows';

/** What the observations of a series cost as one level, in noise of whatever scale. Levels are `[from, to)`. */
export class LevelCosts {
  private readonly summed: Summed;
  /** Presets differ in what a candidate costs: most of their scales are the same. */
  private readonly scaled = new Map<string, ScaledCosts>();

  constructor(
    private readonly x: Float64Array,
    private readonly scratch = new Scratch(),
    private readonly rows = new LevelRows(x, new Scratch()),
    private readonly offset = 0
  ) {
    const center = this.median(0, x.length);
    const [sums, squares] = [scratch.take(x.length + 1), scratch.take(x.length + 1)];
    let [sum, sumOfSquares] = [0, 0];
    sums[0] = squares[0] = 0;
    for (let at = 0; at < x.length; at++) {
      const distance = x[at]! - center;
      sums[at + 1] = sum += distance;
      squares[at + 1] = sumOfSquares += distance * distance;
    }
    this.summed = { x, center, sums, squares, rows, offset };
  }

  /** Returns the costs of some of the observations alone. */
  part(from: number, to: number): LevelCosts {
    return new LevelCosts(this.x.subarray(from, to), this.scratch, this.rows, this.offset + from);
  }

  /** Returns the median of `x[from]` to `x[to - 1]`. */
  median(from: number, to: number): number {
    return this.rows.medians[this.measured(from, to)]!;
  }

  /** Returns the largest distance of one of them from their median. */
  spread(from: number, to: number): number {
    return this.rows.spreads[this.measured(from, to)]!;
  }

  private measured(from: number, to: number): number {
    const { rows, offset } = this;
    const at = (offset + from) * rows.stride + to - from;
    if (Number.isNaN(rows.medians[at])) {
      rows.measure(offset + from, to - from);
    }
    return at;
  }

  /** Returns the costs in noise of a scale, with losses capped at so many noise scales. */
  within(scale: number, cap: number): ScaledCosts {
    const key = `${scale} ${cap}`;
    const made = this.scaled.get(key) ?? this.scale(scale, cap);
    this.scaled.set(key, made);
    return made;
  }

  private scale(scale: number, cap: number): ScaledCosts {
    const { length } = this.x;
    const third = Math.ceil(length / 3);
    // The middles of all, of the last and of the first observations: where the level changed, one of them is near.
    const middles = [this.summed.center, this.median(length - third, length), this.median(0, third)];
    return new ScaledCosts(this.summed, middles, scale, cap, this.scratch);
  }
}
