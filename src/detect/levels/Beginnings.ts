import { ABOVE, BELOW, COLUMNS, type LowerBounds, NARROW, ROUNDING, SQUARES, WIDE } from './LowerBounds';

/** So many beginnings are ruled out at once where they can be. */
const BLOCK = 8;

/**
 * Where the last level of a partition may begin, and what comes before it costs. Rules out which beginnings can't be cheaper
 * than a limit, many at once by the bound that holds for every level: with S the sums and Q the squares of distances that are
 * moved into the narrow interval, and b what comes before, it says b + Q(to) - Q(from) - (S(to) - S(from))² / (to - from) at
 * least. In a block, the smallest b - Q and the sums that are furthest away say less still. All is in squares, before they are
 * made costs.
 */
export class Beginnings {
  /** Where `possible` puts what it finds. */
  readonly found: Int32Array;
  private readonly before: Float64Array;
  private readonly least: Float64Array;
  private readonly lowest: Float64Array;
  private readonly highest: Float64Array;

  /** Beginnings are from `first` on, below `length`. */
  constructor(
    private readonly bounds: LowerBounds,
    private readonly first: number,
    length: number
  ) {
    this.found = new Int32Array(length);
    this.before = new Float64Array(length);
    const blocks = Math.ceil(length / BLOCK);
    this.least = new Float64Array(blocks).fill(Infinity);
    this.lowest = new Float64Array(blocks).fill(Infinity);
    this.highest = new Float64Array(blocks).fill(-Infinity);
  }

  /** Adds a beginning, before which the cheapest partition and the candidate cost so much. */
  add(from: number, cost: number): void {
    const { bounds, least, lowest, highest } = this;
    const table = bounds.table(0);
    const row = COLUMNS * from + NARROW;
    const before = (cost - ROUNDING) / bounds.inverse;
    const left = before - table[row + SQUARES]!;
    const sum = table[row]!;
    const block = ((from - this.first) / BLOCK) | 0;
    this.before[from] = before;
    least[block] = left < least[block]! ? left : least[block]!;
    lowest[block] = sum < lowest[block]! ? sum : lowest[block]!;
    highest[block] = sum > highest[block]! ? sum : highest[block]!;
  }

  /** Finds those up to `last` with which a level to `to` may cost less than a limit, ascending. Returns how many there are. */
  possible(last: number, to: number, limit: number): number {
    const { found, bounds, before, least, lowest, highest } = this;
    const { count: middles } = bounds;
    const table = bounds.table(0);
    const end = COLUMNS * to;
    const sumToEnd = table[end + NARROW]!;
    const room = limit / bounds.inverse;
    const most = room - table[end + NARROW + SQUARES]!;
    let count = 0;
    for (let from = this.first, block = 0; from <= last; from += BLOCK, block++) {
      const blockEnd = from + BLOCK - 1 < last ? from + BLOCK - 1 : last;
      const above = sumToEnd - lowest[block]!;
      const below = highest[block]! - sumToEnd;
      const far = above > below ? above : below;
      if ((least[block]! - most) * (to - blockEnd) < far * far) {
        for (let at = from; at <= blockEnd; at++) {
          const row = COLUMNS * at;
          const length = to - at;
          const sum = sumToEnd - table[row + NARROW]!;
          if ((before[at]! - table[row + NARROW + SQUARES]! - most) * length < sum * sum) {
            found[count] = at;
            count += 1;
            const left = room - before[at]!;
            // What `LowerBounds` says of one level, as seen from each middle: an interpreter spends more on calls than on sums.
            for (let middle = 0; middle < middles; middle++) {
              const seen = bounds.table(middle);
              const isNear =
                2 * (seen[end + ABOVE]! - seen[row + ABOVE]!) < length &&
                2 * (seen[end + BELOW]! - seen[row + BELOW]!) < length;
              const of = isNear ? WIDE : NARROW;
              const near = seen[end + of]! - seen[row + of]!;
              if (seen[end + of + SQUARES]! - seen[row + of + SQUARES]! - (near * near) / length >= left) {
                count -= 1;
                break;
              }
            }
          }
        }
      }
    }
    return count;
  }
}
