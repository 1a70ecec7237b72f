import { type Scratch } from './Scratch';

/** Medians of the segments that begin with one observation, of each length once it is asked for. */
export class SegmentRow {
  private readonly sorted: Float64Array;
  private readonly medians: Float64Array;
  private readonly spreads: Float64Array;
  private count = 0;

  constructor(
    private readonly x: Float64Array,
    private readonly from: number,
    scratch: Scratch
  ) {
    const length = x.length - from + 1;
    this.sorted = scratch.take(length);
    this.medians = scratch.take(length);
    this.spreads = scratch.take(length);
  }

  /** Returns the median of the first `length` observations from the beginning on. */
  median(length: number): number {
    this.grow(length);
    return this.medians[length]!;
  }

  /** Returns the largest distance of one of them from the median. */
  spread(length: number): number {
    this.grow(length);
    return this.spreads[length]!;
  }

  /** Puts one observation after the other into its place among those before it. */
  private grow(length: number): void {
    const { sorted } = this;
    while (this.count < length) {
      const value = this.x[this.from + this.count]!;
      let place = 0;
      let end = this.count;
      while (place < end) {
        const middle = (place + end) >> 1;
        if (sorted[middle]! > value) {
          end = middle;
        } else {
          place = middle + 1;
        }
      }
      sorted.copyWithin(place + 1, place, this.count);
      sorted[place] = value;
      this.count += 1;
      this.measure();
    }
  }

  private measure(): void {
    const { sorted, count } = this;
    const middle = count >> 1;
    const median = count % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
    const above = sorted[count - 1]! - median;
    const below = median - sorted[0]!;
    this.medians[count] = median;
    this.spreads[count] = above > below ? above : below;
  }
}
