import { type Scratch } from './Scratch';

/** Medians of the segments that begin with one observation, of each length once it is asked for. */
export class SegmentRow {
  /** Up to which length medians and spreads are known. */
  count = 0;
  /** Medians of the first observations from the beginning on, by how many they are. */
  readonly medians: Float64Array;
  /** The largest distance of one of them from the median, by how many they are. */
  readonly spreads: Float64Array;
  private readonly sorted: Float64Array;

  constructor(
    private readonly x: Float64Array,
    private readonly from: number,
    longest: number,
    scratch: Scratch
  ) {
    this.sorted = scratch.take(longest);
    this.medians = scratch.take(longest + 1);
    this.spreads = scratch.take(longest + 1);
  }

  /** Makes medians and spreads known up to a length: puts one observation after the other into its place among those before it. */
  grow(length: number): void {
    const { x, from, sorted, medians, spreads } = this;
    for (let count = this.count; count < length;) {
      const value = x[from + count]!;
      let place = 0;
      let end = count;
      while (place < end) {
        const middle = (place + end) >> 1;
        if (sorted[middle]! > value) {
          end = middle;
        } else {
          place = middle + 1;
        }
      }
      if (place < count) {
        sorted.copyWithin(place + 1, place, count);
      }
      sorted[place] = value;
      count += 1;
      const half = count >> 1;
      const median = count % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
      const above = sorted[count - 1]! - median;
      const below = median - sorted[0]!;
      medians[count] = median;
      spreads[count] = above > below ? above : below;
    }
    this.count = length > this.count ? length : this.count;
  }
}
