import { Beginnings } from './Beginnings';
import { type DetectorOptions, NEWS_FOR } from './detectorOptions';
import { type LowerBound } from './LowerBound';
import { type SegmentCosts } from './SegmentCosts';

/** Costs that differ by less are equal: they are sums of floating-point numbers. */
const TIE = 1e-9;

/**
 * Returns the cuts that make the cheapest partition of `length` observations into levels: the index at which each
 * level after the first begins, ascending. Optimal partitioning: Jackson et al. 2005, "An algorithm for optimal
 * partitioning of data on an interval". Of equally cheap ones the longest last level is taken. What can't be cheapest by
 * a lower bound of its cost is not looked at closer.
 */
export function partition(costs: SegmentCosts, length: number, scale: number, options: DetectorOptions): number[] {
  const { cap, penalty, historyShare, shortestHistory, shortestSegment } = options;
  const bounds = costs.lowerBounds(scale, cap);
  const news = length - 1 - NEWS_FOR;
  const ofHistory = historyShare * penalty;
  // What the cheapest partition before each beginning costs, and the cut there.
  const before = new Float64Array(length + 1);
  const last = new Int32Array(length + 1);
  const beginnings = new Beginnings(bounds[0]!.narrow(), shortestHistory, length);
  for (let to = shortestHistory; to <= length; to++) {
    let cheapest = Infinity;
    let cut = 0;
    const end = to - shortestSegment;
    if (end >= shortestHistory) {
      beginnings.add(end, before[end]!);
    }
    // What the cut before cost is not cheaper than the cheapest, and mostly close to it.
    const guess = last[to - 1]!;
    let limit = guess > 0 ? before[guess]! + costs.cost(guess, to, scale, cap) + 2 * TIE : Infinity;
    if (guess === 0 || !reaches(bounds, 0, to, limit)) {
      cheapest = costs.cost(0, to, scale, cap);
      limit = cheapest < limit ? cheapest : limit;
    }
    const count = beginnings.possible(end, to, limit);
    for (let at = 0; at < count; at++) {
      const from = beginnings.found[at]!;
      if (before[from]! < limit && !reaches(bounds, from, to, limit - before[from]!)) {
        const cost = before[from]! + costs.cost(from, to, scale, cap);
        if (cost < cheapest - TIE) {
          cheapest = cost;
          cut = from;
          limit = cost < limit ? cost : limit;
        }
      }
    }
    before[to] = cheapest + (to < news ? ofHistory : penalty);
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

/** Whether, by one of the bounds, a segment costs that much at least. */
function reaches(bounds: readonly LowerBound[], from: number, to: number, cost: number): boolean {
  for (let at = 0; at < bounds.length; at++) {
    if (bounds[at]!.cost(from, to) >= cost) {
      return true;
    }
  }
  return false;
}
