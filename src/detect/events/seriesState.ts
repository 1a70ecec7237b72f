import { type MetricId } from '../../catalogue/metrics';
import { type Series } from '../../model/series';
import { type ChangeEvent, isOpenImprovement, isOpenRegression } from './changeEvent';
import { type ChangeState } from './changeStates';
import { type Drift, driftOf } from './drift';
import { type EventContext, type Subject } from './eventContext';
import { firstRunOf } from '../observed/observedNights';
import { smallestDetectable } from '../levels/smallestDetectable';
import { type Observations } from '../observed/observations';

/** How one metric of one series stands. */
export interface SeriesState {
  readonly series: Series;
  readonly metric: MetricId;
  readonly state: ChangeState;
  readonly observations: number;
  /** Table index of the run it was last measured in. */
  readonly run: number;
  /** Level in the metric's unit, noise as a standard deviation in %, and the smallest change in % seen within a week. */
  readonly level?: number;
  readonly noise?: number;
  readonly smallestDetectable?: number;
  /** With the table index of the first run after its best level. */
  readonly drift?: Drift & { readonly sinceRun: number };
}

const RECENT = 14;

/** Returns how a metric stands, given its events. */
export function seriesState(subject: Subject, events: readonly ChangeEvent[], context: EventContext): SeriesState {
  const { series, metric, observations, analysis, options } = subject;
  const { levels } = analysis;
  const acknowledged = events.filter(({ acknowledgement }) => acknowledgement).at(-1);
  const reference = acknowledged ? firstNightFrom(observations, context.observed.nightOfRun[acknowledged.onset]!) : 0;
  // Of two hosts that take turns, one is slower: that is no drift.
  const explained = events.some((event) => isOpenRegression(event) || event.state === 'alternates');
  const drift = explained
    ? undefined
    : driftOf(levels, {
        count: observations.values.length,
        sign: metric.direction === 'higher' ? 1 : -1,
        reference,
        smallestChange: options.smallestChange,
      });
  return {
    series,
    metric: metric.id,
    state: failedLast(observations) ? 'failed' : stateOf(events, drift, context),
    observations: observations.values.length,
    run: firstRunOf(context.observed, observations.nights.at(-1)!),
    level: Math.exp(levels.confirmed.at(-1)!.level),
    noise: 100 * Math.expm1(levels.noise.scale),
    smallestDetectable: smallestDetectable(levels, options),
    drift: drift && { ...drift, sinceRun: firstRunOf(context.observed, observations.nights[drift.since]!) },
  };
}

/** Whether the metric was last measured at 0 or below. */
export function failedLast({ nights, lastFailed }: Observations): boolean {
  return lastFailed > (nights.at(-1) ?? -1);
}

function stateOf(events: readonly ChangeEvent[], drift: Drift | undefined, { observed }: EventContext): ChangeState {
  const open = events.findLast(isOpenRegression);
  const since = observed.nights.length - RECENT;
  const recovered = events.some(({ ended = -1, better }) => !better && observed.nightOfRun[ended]! >= since);
  if (open || drift) {
    return open?.state ?? 'drift';
  }
  if (events.some(({ state }) => state === 'suspect')) {
    return 'suspect';
  }
  return events.some(isOpenImprovement) ? 'improved' : recovered ? 'recovered' : 'ok';
}

function firstNightFrom({ nights }: Observations, night: number): number {
  const at = nights.findIndex((one) => one >= night);
  return at < 0 ? 0 : at;
}

/** Returns the ids of the series that can be judged in none of their metrics. */
export function learningSeries(states: readonly SeriesState[]): ReadonlySet<string> {
  const learning = new Set(states.flatMap(({ series, state }) => (state === 'learning' ? series.id : [])));
  states.forEach(({ series, state }) => state !== 'learning' && learning.delete(series.id));
  return learning;
}
