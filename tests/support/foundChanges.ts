import { type Acknowledgement, buildNightTable, makeSeries, type MetricId } from '../../src/core';
import { type EventContext, eventContext, type Subject } from '../../src/detect/events/eventContext';
import { observedNights } from '../../src/detect/observed/observedNights';
import { type RememberedEvent } from '../../src/detect/events/rememberedEvents';
import { type Level, type LocatedChangePoint } from '../../src/detect/levels/detectChangePoints';
import { type Drift } from '../../src/detect/levels/driftsIn';
import { subjectOf } from './subjects';

/** The series whose changes are told. */
export const SERIES = makeSeries({ gpu_config: 'g', model: 'owner/model' });
const NIGHTS = 60;

/** Runs 100, 101, …, one a night. */
export function contextOf(
  remembered: readonly RememberedEvent[] = [],
  acknowledgements: readonly Acknowledgement[] = []
): EventContext {
  const table = buildNightTable(
    Array.from({ length: NIGHTS }, (_, night) => ({
      run: {
        id: `${100 + night}`,
        attempt: 1,
        time: night,
        commit: `c${night}`,
        branch: 'main',
        event: '',
        conclusion: '',
      },
      rows: [{ series: SERIES, values: { output_throughput: 1 } }],
      issues: [],
    }))
  );
  return eventContext(table, {
    remembered,
    acknowledgements,
    observed: observedNights(table),
    ended: new Set(),
    newWithinDays: 0,
  });
}

/** A change point to another level, in %; it was first seen two nights after its onset. */
export function changePoint(onset: number, percent: number, before = 0): LocatedChangePoint {
  const difference = Math.log1p(percent / 100);
  return { onset, before, after: before + difference, error: 0.01, z: 7, range: [onset - 1, onset + 2] };
}

/** What was found in a metric. */
export interface Found {
  readonly changePoints?: readonly LocatedChangePoint[];
  /** The levels that the values are taken to lie at. */
  readonly levels?: readonly Level[];
  readonly drifts?: readonly Drift[];
  readonly suspects?: readonly LocatedChangePoint[];
  readonly metric?: MetricId;
  readonly nights?: readonly number[];
}

/** A metric in which so much was found, every night at 100 unless it says so. */
export function foundIn(
  { changePoints = [], drifts = [], levels: all, suspects = [], metric, nights }: Found,
  count = NIGHTS
): Subject {
  const values = Array.from({ length: count }, () => 100);
  const found = subjectOf({ series: SERIES, metric, values, nights });
  const { levels: flat } = found.analysis;
  const levels = { ...flat, all: all ?? flat.all, changePoints, drifts };
  return {
    ...found,
    analysis: { levels, suspects },
    firstReport: ({ onset }) => ({ count: onset + 3, onset: onset - 1, isNews: true }),
  };
}
