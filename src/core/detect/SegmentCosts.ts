/** Medians of all segments of a series, and what its observations cost as one level. */
export class SegmentCosts {
  private readonly medians: Float64Array;

  constructor(private readonly x: Float64Array) {
    this.medians = segmentMedians(x);
  }

  /** Returns the median of `x[from]` to `x[to - 1]`. */
  median(from: number, to: number): number {
    return this.medians[from * (this.x.length + 1) + to]!;
  }

  /**
   * Returns the cost of `x[from]` to `x[to - 1]` as one level: the squared distances from their median in noise
   * scales, each capped (Fearnhead & Rigaill 2019, "Changepoint detection in the presence of outliers").
   */
  cost(from: number, to: number, scale: number, cap: number): number {
    const median = this.median(from, to);
    const inverse = 1 / (scale * scale);
    const most = cap * cap;
    let sum = 0;
    for (let at = from; at < to; at++) {
      const distance = this.x[at]! - median;
      const loss = distance * distance * inverse;
      sum += loss < most ? loss : most;
    }
    return sum;
  }
}

/** Each segment is the one before it with one more observation, put in its place among the sorted ones. */
function segmentMedians(x: Float64Array): Float64Array {
  const { length } = x;
  const width = length + 1;
  const medians = new Float64Array(length * width);
  const sorted = new Float64Array(length);
  for (let from = 0; from < length; from++) {
    for (let to = from + 1; to <= length; to++) {
      const value = x[to - 1]!;
      let place = to - from - 1;
      while (place > 0 && sorted[place - 1]! > value) {
        sorted[place] = sorted[place - 1]!;
        place--;
      }
      sorted[place] = value;
      const count = to - from;
      const middle = count >> 1;
      medians[from * width + to] = count % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
    }
  }
  return medians;
}
