import { familyOf, type Metric, type MetricId, metricOf } from '../../model/metrics';
import { type Series } from '../../model/series';
import { isAlternation } from '../levels/alternation';
import { type ChangeEvent, strengthOf } from './changeEvent';
import { type Subject } from './eventContext';
import { type Evidence, EvidenceOf } from './evidence';
import { nightsOf, type ObservedNights } from './observedNights';
import { bestScope, labelsOfScope, ownScope, type ScopeFit } from './scope';
import { SeriesCodes } from './SeriesCodes';
import { sharedLabels } from './sharedLabels';
import { type Machine, twoStates } from './twoStates';

/** What explains changes: which series, which metric shows it best, and when it may have begun. */
export interface Cause {
  readonly scope: ScopeFit;
  readonly metric: Metric;
  /** The first and last night, as indexes, with which it may have begun, and the likeliest. */
  readonly nights: readonly [number, number];
  readonly night: number;
}

/** How far beyond the onset range of an event its cause is looked for, in nights, and change points may be the same change. */
export const AROUND = 5;
/** How much worse an onset may describe the observations that is still possible, as for a single series. */
const POSSIBLE = 4;
/**
 * What confirms a change among ten measurements, in standard errors; the more there are, the more certain it must be, for
 * chance has more to choose from. Decode speed, prefill speed and acceptance length are what is really measured of a series.
 */
const CERTAIN = 4.7;
const FEW_METRICS = 10;
const MEASUREMENTS = 3;
/** How much less certain, in standard errors, one metric may be for the others to be looked at. */
const WORTH_A_LOOK = 1;
/** How much more certain, in standard errors, one series must be by itself. */
const ALONE = 0.8;
/** What of the distance of two states a change may be that is a turn from one to the other. */
const SMALLER = 0.5;
const LARGER = 1.6;
/** How far, in nights, a change may be from a turn. */
const NEAR = 3;

/** Looks for the causes of events in the evidence of all series together. */
export class CauseSearch {
  private readonly evidence: EvidenceOf;
  private readonly codes = new SeriesCodes();
  private readonly certain: number;
  private readonly measured: ReadonlySet<string>;
  private readonly machines = new Map<string, Machine | undefined>();

  constructor(
    private readonly subjects: readonly Subject[],
    private readonly observed: ObservedNights
  ) {
    this.evidence = new EvidenceOf(subjects);
    this.measured = new Set(subjects.map(({ metric }) => metric.id));
    const series = new Set(subjects.map((subject) => subject.series.id)).size;
    const looks = Math.max(1, (series * MEASUREMENTS) / FEW_METRICS);
    this.certain = Math.sqrt(CERTAIN ** 2 + 2 * Math.log(looks));
  }

  /**
   * Returns the cause that explains an event best: the best scope that its members bear out, or else its series by itself.
   * Undefined where neither is certain enough among so many series; with `isKnown`, which says that it was reported already,
   * the series itself then.
   */
  causeOf(event: ChangeEvent, isKnown = false): Cause | undefined {
    const own = this.fitOf(event, metricOf(event.metric));
    const others =
      own && own.scope.z >= this.certain - WORTH_A_LOOK
        ? this.metricsLike(own.metric).flatMap((metric) => this.fitOf(event, metric) ?? [])
        : [];
    const fits = [...(own ? [own] : []), ...others].filter(({ scope }) => scope.z >= this.certain);
    const best = fits.reduce<Fit | undefined>((a, b) => (a && a.scope.gain >= b.scope.gain ? a : b), undefined);
    const chosen = best ?? this.alone(event, isKnown);
    return chosen && { scope: this.named(chosen), metric: chosen.metric, ...this.onsetOf(event, chosen) };
  }

  /** All series that have a metric are named by what tells them from the others. */
  private named({ scope, metric }: Fit): ScopeFit {
    const isOfAll = Object.keys(scope.labels).length === 0;
    return isOfAll ? { ...scope, labels: sharedLabels(metric.id, this.subjects) } : scope;
  }

  /** Takes a cause for known, so that it explains nothing twice. */
  explain({ scope, night }: Cause, metrics: Iterable<MetricId>): void {
    this.evidence.explain(night, metrics, scope.includes);
  }

  /**
   * Whether the series of an event's GPU configuration together go back and forth between two levels, as two hosts that take
   * turns make them, and the event is one of those turns: their common level is quieter than each of them, so that one visit
   * before is enough.
   */
  alternates({ series, metric, change, onset, better }: ChangeEvent): boolean {
    const machine = this.machineOf(series, metric);
    const size = strengthOf(change);
    if (!machine || size < SMALLER * machine.distance || size > LARGER * machine.distance) {
      return false;
    }
    const { nights, x, low, high, scale } = machine;
    const up = better === (metricOf(metric).direction === 'higher');
    const [before, after] = up ? [low, high] : [high, low];
    const isAfter = (at: number) => (after > before ? 1 : -1) * (x[at]! - (before + after) / 2) > 0;
    const turns = [...x.keys()].filter((at) => at > 0 && isAfter(at) && !isAfter(at - 1));
    const night = this.observed.nightOfRun[onset]!;
    const place = nights.findIndex((one) => one >= night);
    const turn = turns.find((at) => Math.abs(at - place) <= NEAR);
    if (turn === undefined) {
      // It lies between two turns: levels that are made of both.
      return turns.length > 1;
    }
    return isAlternation(x, { onset: turn, before, after }, x.length, scale, 1);
  }

  private machineOf(series: Series, metric: MetricId): Machine | undefined {
    const gpu = series.labels.gpu_config ?? '';
    const key = `${metric}|${gpu}`;
    if (!this.machines.has(key)) {
      const own = this.evidence.subjects(metric).filter((one) => (one.series.labels.gpu_config ?? '') === gpu);
      this.machines.set(key, twoStates(own));
    }
    return this.machines.get(key);
  }

  /** The event's series by itself. */
  private alone(event: ChangeEvent, isKnown: boolean): Fit | undefined {
    const metric = metricOf(event.metric);
    const scope = ownScope(event.series, this.look(event, metric));
    if (scope) {
      const isSame = scope.difference > 0 === (event.better === (metric.direction === 'higher'));
      return isKnown || (isSame && scope.z >= this.certain + ALONE) ? { scope, metric } : undefined;
    }
    // What only several series show together, their evidence must bear out.
    const isAlone = event.members === 1 && event.z >= this.certain + ALONE;
    return isKnown || isAlone ? { metric, scope: scopeOf(event) } : undefined;
  }

  /** The likeliest onset, and those that are hardly less likely, as the members of the scope show it together. */
  private onsetOf(event: ChangeEvent, { scope, metric }: Fit): Pick<Cause, 'night' | 'nights'> {
    const own = nightsOf(event, this.observed);
    if (event.state === 'drift') {
      return { night: own[0], nights: own };
    }
    const same = this.nightsAround(event);
    const members = this.evidence.members(metric.id, scope.includes);
    const misfits = Array.from({ length: same[1] - same[0] + 1 }, (_, at) =>
      this.evidence.misfitAt({ night: same[0] + at, same }, members)
    );
    const least = Math.min(...misfits);
    const isPossible = (value: number) => value <= least + POSSIBLE;
    return least === Math.max(...misfits)
      ? { night: this.observed.nightOfRun[event.onset]!, nights: own }
      : {
          night: same[0] + misfits.indexOf(least),
          nights: [same[0] + misfits.findIndex(isPossible), same[0] + misfits.findLastIndex(isPossible)],
        };
  }

  private nightsAround(event: ChangeEvent): readonly [number, number] {
    const [first, last] = nightsOf(event, this.observed);
    return [Math.max(1, first - AROUND), Math.min(this.observed.nights.length - 1, last + AROUND)];
  }

  /** What all series show of an event in a metric; of a drift, between the halves of its time. */
  private look(event: ChangeEvent, metric: Metric): Evidence[] {
    if (event.state === 'drift') {
      const same = nightsOf(event, this.observed);
      return this.evidence.at({ night: (same[0] + same[1]) >> 1, same }, metric);
    }
    return this.evidence.at({ night: this.observed.nightOfRun[event.onset]!, same: this.nightsAround(event) }, metric);
  }

  /** The scope that a metric shows best: it hardly depends on the very night, so that of the onset is taken. */
  private fitOf(event: ChangeEvent, metric: Metric): Fit | undefined {
    const scope = bestScope(event.series, this.look(event, metric), this.codes);
    const up = event.better === (metric.direction === 'higher');
    return scope && scope.difference > 0 === up ? { scope, metric } : undefined;
  }

  /** Metrics of one family are one measurement: the one that shows a change best explains the others. */
  private metricsLike(own: Metric): Metric[] {
    return familyOf(own.id).filter(({ id }) => id !== own.id && this.measured.has(id));
  }
}

interface Fit {
  readonly scope: ScopeFit;
  readonly metric: Metric;
}

/** The scope of an event of which nothing else is known: what it was found in. */
function scopeOf({ series, change, z, members }: ChangeEvent): ScopeFit {
  const labels = Object.entries(series.labels);
  const includes = (other: Series) => labels.every(([name, value]) => other.labels[name] === value);
  return {
    labels: labelsOfScope(series.labels),
    includes,
    overlaps: includes,
    difference: Math.log1p(change.percent / 100),
    gain: (z * z) / 2,
    z,
    affected: members,
    present: members,
  };
}
