import { type NarrowSums, ROUNDING } from './LowerBounds';

/** So many beginnings are ruled out at once where they can be. */
const BLOCK = 8;

/**
 * Where the last level of a partition may begin, and what comes before it costs. Rules out at once which beginnings can't be cheaper
 * than a limit, by the bound that holds for every segment: with S the sums and Q the squares of distances that are moved into the
 * interval, and b what comes before, it says b + Q(to) - Q(from) - (S(to) - S(from))² / (to - from) at least. In a block, the
 * smallest b - Q and the sums that are furthest away say less still.
 */
export class Beginnings {
  /** Where `possible` puts what it finds. */
  readonly found: Int32Array;
  private readonly before: Float64Array;
  private readonly least: Float64Array;
  private readonly lowest: Float64Array;
  private readonly highest: Float64Array;

  constructor(
    private readonly narrow: NarrowSums,
    private readonly first: number,
    length: number
  ) {
    this.found = new Int32Array(length + 1);
    this.before = new Float64Array(length + 1);
    const blocks = Math.ceil((length + 1) / BLOCK);
    this.least = new Float64Array(blocks).fill(Infinity);
    this.lowest = new Float64Array(blocks).fill(Infinity);
    this.highest = new Float64Array(blocks).fill(-Infinity);
  }

  /** Adds a beginning, before which the cheapest partition and the cut cost so much. */
  add(from: number, cost: number): void {
    const { narrow, least, lowest, highest } = this;
    const before = (cost - ROUNDING) / narrow.inverse - narrow.squares[from]!;
    const sum = narrow.sums[from]!;
    const block = ((from - this.first) / BLOCK) | 0;
    this.before[from] = before;
    least[block] = Math.min(least[block]!, before);
    lowest[block] = Math.min(lowest[block]!, sum);
    highest[block] = Math.max(highest[block]!, sum);
  }

  /** Finds those up to `last` with which a segment to `to` may cost less than a limit, ascending. Returns how many there are. */
  possible(last: number, to: number, limit: number): number {
    const { found, before, least, lowest, highest } = this;
    const { sums, squares, inverse } = this.narrow;
    const end = sums[to]!;
    const most = limit / inverse - squares[to]!;
    let count = 0;
    for (let from = this.first, block = 0; from <= last; from += BLOCK, block++) {
      const blockEnd = from + BLOCK - 1 < last ? from + BLOCK - 1 : last;
      const above = end - lowest[block]!;
      const below = highest[block]! - end;
      const far = above > below ? above : below;
      if ((least[block]! - most) * (to - blockEnd) < far * far) {
        for (let at = from; at <= blockEnd; at++) {
          const sum = end - sums[at]!;
          if ((before[at]! - most) * (to - at) < sum * sum) {
            found[count++] = at;
          }
        }
      }
    }
    return count;
  }
}
