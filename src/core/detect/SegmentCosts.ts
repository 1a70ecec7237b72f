import { median } from 'simple-statistics';

/** Medians of all segments of a series, and what its observations cost as one level. Segments are `[from, to)`. */
export class SegmentCosts {
  private readonly width: number;
  private readonly medians: Float64Array;
  /** The largest distance of a segment's observations from its median. */
  private readonly spreads: Float64Array;
  /** Sums of the observations and of their squares, from the first on, around the median of all. */
  private readonly sums: Float64Array;
  private readonly squares: Float64Array;
  private readonly center: number;

  constructor(private readonly x: Float64Array) {
    this.width = x.length;
    this.medians = new Float64Array((x.length + 1) * this.width);
    this.spreads = new Float64Array((x.length + 1) * this.width);
    this.fillMedians();
    this.center = median(Array.from(x));
    this.sums = prefixSums(x, (value) => value - this.center);
    this.squares = prefixSums(x, (value) => (value - this.center) ** 2);
  }

  /** Returns the median of `x[from]` to `x[to - 1]`. */
  median(from: number, to: number): number {
    return this.medians[to * this.width + from]!;
  }

  /**
   * Returns the cost of `x[from]` to `x[to - 1]` as one level: the squared distances from their median in noise
   * scales, each capped (Fearnhead & Rigaill 2019, "Changepoint detection in the presence of outliers"). Where no
   * distance reaches the cap, sums that are known already give it at once.
   */
  cost(from: number, to: number, scale: number, cap: number): number {
    const at = to * this.width + from;
    const inverse = 1 / (scale * scale);
    if (this.spreads[at]! <= cap * scale) {
      const level = this.medians[at]! - this.center;
      const sum = this.sums[to]! - this.sums[from]!;
      const squares = this.squares[to]! - this.squares[from]!;
      return Math.max(0, (squares - 2 * level * sum + (to - from) * level * level) * inverse);
    }
    return this.cappedCost(from, to, inverse, cap * cap);
  }

  private cappedCost(from: number, to: number, inverse: number, most: number): number {
    const level = this.median(from, to);
    let cost = 0;
    for (let at = from; at < to; at++) {
      const distance = this.x[at]! - level;
      const loss = distance * distance * inverse;
      cost += loss < most ? loss : most;
    }
    return cost;
  }

  /**
   * For each end the observations before it are linked in order of size; taking away the first of them again and again
   * moves the median by one place at most, so that all medians take a time that grows with the square of the length.
   */
  private fillMedians(): void {
    const { length } = this.x;
    const list = new SortedList(this.x);
    for (let to = 1; to <= length; to++) {
      list.fill(to);
      for (let from = 0, at = to * this.width; from < to; from++, at++) {
        const middle = list.median();
        this.medians[at] = middle;
        this.spreads[at] = Math.max(list.largest() - middle, middle - list.smallest());
        list.remove(from);
      }
    }
  }
}

/** The observations before an end, linked in order of size; the lower one of their middle is known. */
class SortedList {
  private readonly order: Int32Array;
  private readonly rank: Int32Array;
  private readonly next: Int32Array;
  private readonly previous: Int32Array;
  /** Stands before the first and after the last. */
  private readonly end: number;
  private middle = 0;
  private count = 0;

  constructor(private readonly x: Float64Array) {
    this.end = x.length;
    this.order = Int32Array.from(x.keys()).sort((a, b) => x[a]! - x[b]! || a - b);
    this.rank = new Int32Array(x.length);
    this.order.forEach((index, place) => (this.rank[index] = place));
    this.next = new Int32Array(x.length + 1);
    this.previous = new Int32Array(x.length + 1);
  }

  fill(end: number): void {
    const { order, next, previous } = this;
    const middle = (end - 1) >> 1;
    let last = this.end;
    let place = 0;
    for (let at = 0; place < end; at++) {
      const index = order[at]!;
      if (index < end) {
        next[last] = index;
        previous[index] = last;
        last = index;
        if (place === middle) {
          this.middle = index;
        }
        place++;
      }
    }
    next[last] = this.end;
    previous[this.end] = last;
    this.count = end;
  }

  median(): number {
    const lower = this.x[this.middle]!;
    return this.count % 2 === 1 ? lower : (lower + this.x[this.next[this.middle]!]!) / 2;
  }

  smallest(): number {
    return this.x[this.next[this.end]!]!;
  }

  largest(): number {
    return this.x[this.previous[this.end]!]!;
  }

  remove(index: number): void {
    const { next, previous, rank, middle } = this;
    const odd = this.count % 2 === 1;
    if (odd && rank[index]! >= rank[middle]!) {
      this.middle = previous[middle]!;
    } else if (!odd && rank[index]! <= rank[middle]!) {
      this.middle = next[middle]!;
    }
    next[previous[index]!] = next[index]!;
    previous[next[index]!] = previous[index]!;
    this.count -= 1;
  }
}

function prefixSums(x: Float64Array, read: (value: number) => number): Float64Array {
  const sums = new Float64Array(x.length + 1);
  x.forEach((value, at) => (sums[at + 1] = sums[at]! + read(value)));
  return sums;
}
