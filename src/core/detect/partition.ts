import { type DetectorOptions } from './detectorOptions';
import { type SegmentCosts } from './SegmentCosts';

/** Costs that differ by less are equal: they are sums of floating-point numbers. */
const TIE = 1e-9;

/**
 * Returns the cuts that make the cheapest partition of `length` observations into levels: the index at which each
 * level after the first begins, ascending. Optimal partitioning: Jackson et al. 2005, "An algorithm for optimal
 * partitioning of data on an interval". Of equally cheap ones the longest last level is taken.
 */
export function partition(costs: SegmentCosts, length: number, scale: number, options: DetectorOptions): number[] {
  const { cap, penalty, shortestHistory, shortestSegment } = options;
  const best = new Float64Array(length + 1).fill(Infinity);
  const last = new Int32Array(length + 1);
  best[0] = -penalty;
  for (let to = shortestHistory; to <= length; to++) {
    best[to] = costs.cost(0, to, scale, cap);
    for (let from = shortestHistory; from <= to - shortestSegment; from++) {
      const before = best[from]! + penalty;
      if (before < best[to]!) {
        const cost = before + costs.cost(from, to, scale, cap);
        if (cost < best[to]! - TIE) {
          best[to] = cost;
          last[to] = from;
        }
      }
    }
  }
  const cuts: number[] = [];
  for (let to = last[length]!; to > 0; to = last[to]!) {
    cuts.unshift(to);
  }
  return cuts;
}
