import { type MetricId, metricOf } from '../../catalogue/metrics';
import { groupBy } from '../../lib/collections';
import { type Series } from '../../model/series';
import { isAlternation, SEPARATE } from '../levels/alternation';
import { FEWEST_OBSERVATIONS, SMALLEST_NOISE } from '../levels/detectorOptions';
import { MAD_TO_SIGMA } from '../levels/noise';
import { medianOf } from '../levels/statistics';
import { type ChangeEvent, strengthOf } from '../events/changeEvent';
import { type Subject } from '../events/eventContext';
import { distancesByNight } from '../observed/observations';
import { type ObservedNights } from '../observed/observedNights';

/** What of the distance of two states a change may be that is a turn from one to the other. */
const SMALLER = 0.5;
const LARGER = 1.6;
/** How far, in nights, a change may be from a turn. */
const NEAR = 3;

/**
 * How many nights a machine that goes back and forth stays in a state on average, at most: hosts are drawn night by night, while what
 * people land and take back stays for weeks. One that stays longer must have come back as often as a series must.
 */
const BRISK = 10;
/** So many nights before and after a turn say how brisk it is. */
const AROUND = 60;

/** Knows which GPU configurations go back and forth between two levels, metric by metric. */
export class Machines {
  private readonly subjects: ReadonlyMap<string, readonly Subject[]>;
  private readonly found = new Map<string, Machine | undefined>();

  constructor(
    subjects: readonly Subject[],
    private readonly observed: ObservedNights
  ) {
    this.subjects = groupBy(subjects, ({ series, metric }) => keyOf(series, metric.id));
  }

  /**
   * Whether the series of an event's GPU configuration together go back and forth between two levels, as two hosts that take
   * turns make them, and the event is one of those turns. Their common level is quieter than each of them, so that one visit before is
   * enough of a machine that turns every few nights; a single step back to a former level is a step.
   */
  alternates({ series, metric, change, onset, better }: ChangeEvent): boolean {
    const machine = this.machineOf(keyOf(series, metric));
    const size = strengthOf(change);
    if (!machine || size < SMALLER * machine.distance || size > LARGER * machine.distance) {
      return false;
    }
    const { nights, x, low, high, scale } = machine;
    const up = better === (metricOf(metric).direction === 'higher');
    const isAfter = (at: number) => (up ? 1 : -1) * (x[at]! - (low + high) / 2) > 0;
    const turns = [...x.keys()].slice(1).filter((at) => isAfter(at) && !isAfter(at - 1));
    const night = this.observed.nightOfRun[onset]!;
    const place = nights.findIndex((one) => one >= night);
    const turn = turns.find((at) => Math.abs(at - place) <= NEAR);
    if (turn === undefined) {
      // It lies between two turns: levels that are made of both.
      return turns.length > 1 && staysAround(Math.max(0, place), x.length, isAfter) <= BRISK;
    }
    const [before, after] = up ? [low, high] : [high, low];
    const visits = staysAround(turn, x.length, isAfter) <= BRISK ? 1 : undefined;
    return isAlternation(x, { onset: turn, before, after }, x.length, scale, visits);
  }

  private machineOf(key: string): Machine | undefined {
    if (!this.found.has(key)) {
      this.found.set(key, twoStates(this.subjects.get(key) ?? []));
    }
    return this.found.get(key);
  }
}

/** Returns how many nights the states around a turn lasted on average. */
function staysAround(turn: number, count: number, isAfter: (at: number) => boolean): number {
  const [from, to] = [Math.max(0, turn - AROUND), Math.min(count, turn + AROUND)];
  let stays = 1;
  for (let at = from + 1; at < to; at++) {
    stays += isAfter(at) === isAfter(at - 1) ? 0 : 1;
  }
  return (to - from) / stays;
}

function keyOf({ labels }: Series, metric: MetricId): string {
  return `${metric}|${labels.gpu_config ?? ''}`;
}

/** So many series together show whether they alternate. */
const TOGETHER = 3;

/** The common level of a GPU configuration that has two states. */
interface Machine {
  readonly nights: readonly number[];
  readonly x: Float64Array;
  readonly low: number;
  readonly high: number;
  readonly distance: number;
  readonly scale: number;
}

const ROUNDS = 10;

/** Returns the common level of series, if it has two states. */
export function twoStates(subjects: readonly Subject[]): Machine | undefined {
  const common = commonLevel(subjects);
  if (!common || common.values.length < FEWEST_OBSERVATIONS) {
    return undefined;
  }
  const x = Float64Array.from(common.values);
  const [low, high] = twoLevels(x);
  const distances = x.map((value) => Math.min(Math.abs(value - low), Math.abs(value - high)));
  const scale = Math.max(SMALLEST_NOISE, MAD_TO_SIGMA * medianOf(distances));
  const distance = high - low;
  return distance >= SEPARATE * scale ? { nights: common.nights, x, low, high, distance, scale } : undefined;
}

/** Returns the two levels that values lie around: each is the middle of those that are nearer to it than to the other. */
function twoLevels(x: Float64Array): readonly [low: number, high: number] {
  let [low, high] = [Math.min(...x), Math.max(...x)];
  for (let round = 0; round < ROUNDS; round++) {
    const middle = (low + high) / 2;
    const [below, above] = [x.filter((value) => value <= middle), x.filter((value) => value > middle)];
    // They are all the same.
    if (above.length === 0) {
      break;
    }
    [low, high] = [medianOf(below), medianOf(above)];
  }
  return [low, high];
}

/** Returns night by night the middle of how far series are from their own medians, where most of them were measured. */
function commonLevel(subjects: readonly Subject[]) {
  if (subjects.length < TOGETHER) {
    return undefined;
  }
  const { starts, distances } = distancesByNight(subjects.map(({ observations }) => observations));
  const nights: number[] = [];
  const values: number[] = [];
  for (let night = 0; night + 1 < starts.length; night++) {
    const ofNight = distances.subarray(starts[night], starts[night + 1]);
    if (2 * ofNight.length >= subjects.length) {
      nights.push(night);
      values.push(medianOf(ofNight));
    }
  }
  return { nights, values };
}
