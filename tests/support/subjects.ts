import { DETECTOR_PRESETS, type MetricId, type Series } from '../../src/core';
import { Analyses } from '../../src/detect/analyses';
import { type Subject } from '../../src/detect/events/eventContext';
import { type ObservedNights } from '../../src/detect/observed/observedNights';
import { randomNumbers } from './randomNumbers';

/** What was observed of one metric of a series, one value for each night unless the nights are said. */
export interface Observed {
  readonly series: Series;
  readonly metric?: MetricId;
  readonly values: readonly number[];
  readonly nights?: readonly number[];
}

/** Returns what is found in observed values, with the normal sensitivity. */
export function subjectOf({ series, metric = 'output_throughput', values, nights }: Observed): Subject {
  const observations = {
    values: Float64Array.from(values),
    nights: Int32Array.from(nights ?? values.keys()),
    lastFailed: -1,
  };
  return new Analyses().subject({ series, metric, observations }, DETECTOR_PRESETS.normal)!;
}

/** Returns so many nights of one run each. */
export function nightsOfOneRun(count: number): ObservedNights {
  return {
    branch: 'main',
    branches: new Set(['main']),
    nights: Array.from({ length: count }, (_, night) => [night]),
    nightOfRun: Int32Array.from({ length: count }, (_, run) => run),
    isUsual: new Uint8Array(count).fill(1),
  };
}

/** Returns noise around 0 with a standard deviation of about 1, the same for the same seed and place. */
export function noiseAt(seed: number, place: number): number {
  const next = randomNumbers(Math.imul(seed + 1, 2654435761) ^ Math.imul(place + 1, 40503));
  next();
  return 2 * (next() + next() + next() - 1.5);
}
