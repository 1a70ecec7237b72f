import { DEFAULT_SENSITIVITY, type Preset, type Sensitivity } from './sensitivity';

/** What the detector of change points can be told. */
export interface DetectorOptions {
  /** Where the loss of one observation is capped, in noise scales: one night alone can't make a change. */
  readonly cap: number;
  /** What one more change point costs. */
  readonly penalty: number;
  /** What one costs that is history, as a share of that. */
  readonly historyShare: number;
  /** Smallest z that a change is confirmed at. */
  readonly confidence: number;
  /** Fewest observations of a level. */
  readonly shortestLevel: number;
  /** Fewest observations of the first level. */
  readonly shortestHistory: number;
  /** Smallest change in % that is reported. */
  readonly smallestChange: number;
  /** How many of the last observations are looked at. */
  readonly window: number;
}

const NORMAL: DetectorOptions = {
  cap: 3.5,
  penalty: 18.5,
  historyShare: 0.78,
  confidence: 4.6,
  shortestLevel: 2,
  shortestHistory: 8,
  smallestChange: DEFAULT_SENSITIVITY.smallestChange,
  window: 120,
};

/** Settings by preset. In all of them `cap` squared is below `penalty`: one night never alerts, two can. */
export const DETECTOR_PRESETS: Readonly<Record<Preset, DetectorOptions>> = {
  low: { ...NORMAL, penalty: 24, confidence: 5.1 },
  normal: NORMAL,
  high: { ...NORMAL, penalty: 14, confidence: 4 },
};

/** Fewest observations that anything is said of. */
export const FEWEST_OBSERVATIONS = 10;
/** What is first seen so many observations after it began is history, and not news. */
export const NEWS_FOR = 30;
/** By so much less a change point of history must be certain: no night is waiting for it, so no night can be wrong about it. */
export const HISTORY_ALLOWANCE = 0.7;
/** Smallest noise that is believed, as a standard deviation of logarithms: 0.3 %. */
export const SMALLEST_NOISE = 0.003;

/** Returns the detector's options for a sensitivity. */
export function detectorOptionsOf({ preset, smallestChange }: Sensitivity): DetectorOptions {
  return { ...DETECTOR_PRESETS[preset], smallestChange };
}
