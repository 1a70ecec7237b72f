import { type DetectorOptions, NEWS_FOR } from './detectorOptions';
import { type LowerBound } from './LowerBound';
import { type SegmentCosts } from './SegmentCosts';

/** Costs that differ by less are equal: they are sums of floating-point numbers. */
const TIE = 1e-9;
/** So many beginnings of a last level are ruled out at once where they can be. */
const BLOCK = 8;

/**
 * Returns the cuts that make the cheapest partition of `length` observations into levels: the index at which each
 * level after the first begins, ascending. Optimal partitioning: Jackson et al. 2005, "An algorithm for optimal
 * partitioning of data on an interval". Of equally cheap ones the longest last level is taken. What can't be cheapest by
 * a lower bound of its cost is not looked at closer.
 */
export function partition(costs: SegmentCosts, length: number, scale: number, options: DetectorOptions): number[] {
  const { cap, penalty, historyShare, shortestHistory, shortestSegment } = options;
  const bounds = costs.lowerBounds(scale, cap);
  // Of a block, the first beginning is the oldest, and so the cheapest.
  const news = length - 1 - NEWS_FOR;
  const ofHistory = historyShare * penalty;
  const best = new Float64Array(length + 1).fill(Infinity);
  const last = new Int32Array(length + 1);
  // The least that the partitions before the beginnings of each block cost, of the beginnings that are possible so far.
  const leastOfBlock = new Float64Array(Math.ceil((length + 1) / BLOCK)).fill(Infinity);
  for (let to = shortestHistory; to <= length; to++) {
    let cheapest = costs.cost(0, to, scale, cap);
    let cut = 0;
    const end = to - shortestSegment;
    if (end >= shortestHistory) {
      const block = ((end - shortestHistory) / BLOCK) | 0;
      leastOfBlock[block] = Math.min(leastOfBlock[block]!, best[end]!);
    }
    // What the cut before cost is not cheaper than the cheapest, and mostly close to it.
    const guess = last[to - 1]!;
    let limit = cheapest;
    if (guess > 0) {
      limit = Math.min(
        limit,
        best[guess]! + (guess < news ? ofHistory : penalty) + costs.cost(guess, to, scale, cap) + 2 * TIE
      );
    }
    for (let block = shortestHistory, at = 0; block <= end; block += BLOCK, at++) {
      const blockEnd = block + BLOCK - 1 < end ? block + BLOCK - 1 : end;
      const least = leastOfBlock[at]! + (block < news ? ofHistory : penalty);
      if (least >= limit || reaches(bounds, block, blockEnd, to, limit - least)) {
        continue;
      }
      for (let from = block; from <= blockEnd; from++) {
        const before = best[from]! + (from < news ? ofHistory : penalty);
        if (before < limit && !reaches(bounds, from, from, to, limit - before)) {
          const cost = before + costs.cost(from, to, scale, cap);
          if (cost < cheapest - TIE) {
            cheapest = cost;
            cut = from;
            limit = cost < limit ? cost : limit;
          }
        }
      }
    }
    best[to] = cheapest;
    last[to] = cut;
  }
  return cutsOf(last);
}

function cutsOf(last: Int32Array): number[] {
  const cuts: number[] = [];
  for (let to = last.at(-1)!; to > 0; to = last[to]!) {
    cuts.unshift(to);
  }
  return cuts;
}

/** Whether, by one of the bounds, all segments that begin from `first` to `last` cost that much at least. */
function reaches(bounds: readonly LowerBound[], first: number, last: number, to: number, cost: number): boolean {
  for (let at = 0; at < bounds.length; at++) {
    if (bounds[at]!.cost(first, last, to) >= cost) {
      return true;
    }
  }
  return false;
}
