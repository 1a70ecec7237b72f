import { type Scratch } from './Scratch';

/** By so many observations a segment grows one by one; by more it is sorted anew, which the engine does by itself. */
const FEW = 4;

/**
 * Medians of segments of observations, each made when it is asked for. Whoever looks at some of the observations shares them. The
 * segments that begin with one observation are a row of the tables, of `stride` places; their lengths are the places in it.
 */
export class SegmentRows {
  readonly stride: number;
  /** Medians; NaN where none was made. */
  readonly medians: Float64Array;
  /** The largest distances from the medians. */
  readonly spreads: Float64Array;
  /** The observations of each row that are in order already, and how many. */
  private readonly sorted: Float64Array;
  private readonly counts: Int32Array;

  /** `longest` is how many observations a segment has at most. */
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

  /** Makes the median of a segment known. */
  measure(from: number, length: number): void {
    const count = this.counts[from]!;
    if (length < count) {
      this.note(from, length, this.x.slice(from, from + length).sort(), 0);
      return;
    }
    if (length - count <= FEW) {
      this.insert(from, length);
    } else {
      const begin = from * this.stride;
      this.sorted.set(this.x.subarray(from, from + length), begin);
      this.sorted.subarray(begin, begin + length).sort();
      this.note(from, length, this.sorted, begin);
    }
    this.counts[from] = length;
  }

  /** Puts one observation after the other into its place among those before it. */
  private insert(from: number, length: number): void {
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
      this.note(from, count + 1, sorted, begin);
    }
  }

  private note(from: number, length: number, sorted: Float64Array, begin: number): void {
    const half = begin + (length >> 1);
    const median = length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
    const above = sorted[begin + length - 1]! - median;
    const below = median - sorted[begin]!;
    const at = from * this.stride + length;
    this.medians[at] = median;
    this.spreads[at] = above > below ? above : below;
  }
}
