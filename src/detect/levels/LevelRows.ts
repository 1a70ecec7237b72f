import { type Scratch } from './Scratch';

/**
 * Medians of levels of observations, each made when it is asked for. Whoever looks at some of the observations shares them. The
 * levels that begin with one observation are a row of the tables, of `stride` places; their lengths are the places in it.
 */
export class LevelRows {
  readonly stride: number;
  /** Medians; NaN where none was made. */
  readonly medians: Float64Array;
  /** The largest distances from the medians. */
  readonly spreads: Float64Array;
  /** The observations of each row that are in order already, and how many. */
  private readonly sorted: Float64Array;
  private readonly counts: Int32Array;

  /** `longest` is how many observations a level has at most. */
  constructor(
    private readonly x: Float64Array,
    scratch: Scratch,
    longest = x.length
  ) {
    this.stride = Math.min(longest, x.length) + 1;
    const size = x.length * this.stride;
    this.medians = scratch.take(size).fill(NaN);
    this.spreads = scratch.take(size);
    this.sorted = scratch.take(size);
    this.counts = new Int32Array(x.length);
  }

  /**
   * Makes the median of a level known, and those of the shorter ones of its row: puts one observation after the other into its
   * place among those before it.
   */
  measure(from: number, length: number): void {
    const { x, sorted } = this;
    const begin = from * this.stride;
    for (let count = this.counts[from]!; count < length; count++) {
      const value = x[from + count]!;
      let place = begin;
      let end = begin + count;
      while (place < end) {
        const middle = (place + end) >> 1;
        if (sorted[middle]! > value) {
          end = middle;
        } else {
          place = middle + 1;
        }
      }
      if (place < begin + count) {
        sorted.copyWithin(place + 1, place, begin + count);
      }
      sorted[place] = value;
      this.note(begin, count + 1);
    }
    this.counts[from] = length;
  }

  private note(begin: number, length: number): void {
    const { sorted } = this;
    const half = begin + (length >> 1);
    const median = length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
    const above = sorted[begin + length - 1]! - median;
    const below = median - sorted[begin]!;
    this.medians[begin + length] = median;
    this.spreads[begin + length] = above > below ? above : below;
  }
}
