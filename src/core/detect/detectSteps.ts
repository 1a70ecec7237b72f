import { confirm, type Step } from './confirm';
import { type DetectorOptions, FEWEST_OBSERVATIONS } from './detectorOptions';
import { type Noise, noiseAroundLevels, noiseOfDifferences } from './noise';
import { partition } from './partition';
import { SegmentCosts } from './SegmentCosts';

/** The levels of a series. Indexes count the observations given, also those before the window. */
export interface Levels {
  readonly steps: ReadonlyArray<Step & { readonly range: readonly [number, number] }>;
  readonly noise: Noise;
  /** How many observations stand before the window. */
  readonly skipped: number;
  /** The last level, in logarithms, and how many observations it has. */
  readonly current: { readonly from: number; readonly length: number };
}

const REFINEMENTS = 2;
/** How much more a cut may cost where the onset may be: it holds the true night in 97 % of cases. */
const RANGE_COST = 4;

/**
 * Returns the levels of a series of observed values above 0, one a run in time order, or undefined where there are too
 * few to say anything. Deterministic; nothing is filled in.
 */
export function detectSteps(values: readonly number[], options: DetectorOptions): Levels | undefined {
  if (values.length < FEWEST_OBSERVATIONS) {
    return undefined;
  }
  const skipped = Math.max(0, values.length - options.window);
  const x = Float64Array.from(values.slice(skipped), Math.log);
  const costs = new SegmentCosts(x);
  const ofDifferences = noiseOfDifferences(x);
  let noise: Noise = { scale: ofDifferences, widening: 1 };
  let cuts = partition(costs, x.length, noise.scale, options);
  for (let round = 0; round < REFINEMENTS; round++) {
    noise = noiseAroundLevels(x, costs, cuts, ofDifferences);
    cuts = partition(costs, x.length, noise.scale, options);
  }
  const steps = confirm(x, cuts, noise, options);
  const bounds = [0, ...steps.map(({ onset }) => onset), x.length];
  const from = bounds.at(-2)!;
  return {
    noise,
    skipped,
    current: { from: skipped + from, length: x.length - from },
    steps: steps.map((step, index) => {
      const [first, last] = onsetRange(costs, [bounds[index]!, step.onset, bounds[index + 2]!], noise.scale, options);
      return { ...step, onset: skipped + step.onset, range: [skipped + first, skipped + last] as const };
    }),
  };
}

/** Returns the first and last observation at which the new level may have begun, the other cuts held. */
function onsetRange(
  costs: SegmentCosts,
  [from, cut, to]: readonly [number, number, number],
  scale: number,
  { cap, shortestSegment }: DetectorOptions
): readonly [number, number] {
  const costAt = (at: number) => costs.cost(from, at, scale, cap) + costs.cost(at, to, scale, cap);
  const most = costAt(cut) + RANGE_COST;
  let [first, last] = [cut, cut];
  for (let at = from + shortestSegment; at <= to - shortestSegment; at++) {
    if (costAt(at) <= most) {
      first = Math.min(first, at);
      last = Math.max(last, at);
    }
  }
  return [first, last];
}
