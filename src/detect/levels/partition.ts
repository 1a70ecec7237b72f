import { Beginnings } from './Beginnings';
import { type DetectorOptions, NEWS_FOR } from './detectorOptions';
import { type LevelCosts } from './LevelCosts';

/** Costs that differ by less are equal: they are sums of floating-point numbers. */
const TIE = 1e-9;

/**
 * Returns the candidates that make the cheapest partition of `length` observations into levels: the index at which each
 * level after the first begins, ascending. Optimal partitioning: Jackson et al. 2005, "An algorithm for optimal
 * partitioning of data on an interval". Of equally cheap ones the longest last level is taken. What can't be cheapest by
 * a lower bound of its cost is not looked at closer.
 */
export function partition(costs: LevelCosts, length: number, scale: number, options: DetectorOptions): number[] {
  const last = lastCandidates(costs, length, scale, options);
  const candidates: number[] = [];
  for (let to = last[length]!; to > 0; to = last[to]!) {
    candidates.unshift(to);
  }
  return candidates;
}

/** Returns the last candidate in the cheapest partition of so many of the observations, by how many they are; 0 where there is none. */
export function lastCandidates(costs: LevelCosts, length: number, scale: number, options: DetectorOptions): Int32Array {
  const { cap, penalty, historyShare, shortestHistory, shortestLevel } = options;
  const scaled = costs.within(scale, cap);
  const news = length - 1 - NEWS_FOR;
  const ofHistory = historyShare * penalty;
  // What the cheapest partition before each beginning costs, and the candidate there.
  const before = new Float64Array(length + 1);
  const last = new Int32Array(length + 1);
  const beginnings = new Beginnings(scaled.bounds, shortestHistory, length);
  for (let to = shortestHistory; to <= length; to++) {
    let candidate = 0;
    const end = to - shortestLevel;
    if (end >= shortestHistory) {
      beginnings.add(end, before[end]!);
    }
    // What the candidate before cost is not cheaper than the cheapest, and mostly close to it.
    const guess = last[to - 1]!;
    const likely = guess > 0 ? before[guess]! + scaled.cost(guess, to) + 2 * TIE : Infinity;
    let cheapest = guess > 0 ? scaled.below(likely, 0, to) : scaled.cost(0, to);
    const count = beginnings.possible(end, to, Math.min(cheapest, likely));
    for (let at = 0; at < count; at++) {
      const from = beginnings.found[at]!;
      const cost = before[from]! + scaled.cost(from, to);
      if (cost < cheapest - TIE) {
        cheapest = cost;
        candidate = from;
      }
    }
    before[to] = cheapest + (to < news ? ofHistory : penalty);
    last[to] = candidate;
  }
  return last;
}
