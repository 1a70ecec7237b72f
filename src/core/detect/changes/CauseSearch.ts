import { METRICS, type Metric } from '../../model/metrics';
import { type ChangeEvent } from './changeEvent';
import { type Subject } from './eventContext';
import { EvidenceOf } from './evidence';
import { type ObservedNights } from './observedNights';
import { bestScope, type ScopeFit } from './scope';
import { SeriesCodes } from './SeriesCodes';

/** What explains changes: which series, which metric shows it best, and when it may have begun. */
export interface Cause {
  readonly scope: ScopeFit;
  readonly metric: Metric;
  /** The first and last night, as indexes, with which it may have begun, and the likeliest. */
  readonly nights: readonly [number, number];
  readonly night: number;
}

/** How far beyond the onset range of an event its cause is looked for, in nights, and steps may be the same change. */
export const AROUND = 5;
/** How much worse an onset may describe the observations that is still possible, as for a single series. */
const POSSIBLE = 4;
/**
 * What confirms a change among ten measurements, in standard errors; the more there are, the more certain it must be, for
 * chance has more to choose from. Decode speed, prefill speed and acceptance length are what is really measured of a series.
 */
const CERTAIN = 4.5;
const FEW_METRICS = 10;
const MEASUREMENTS = 3;
/** How much less certain, in standard errors, one metric may be for the others to be looked at. */
const WORTH_A_LOOK = 1;
/** The share of its members that must bear out a scope. */
const MOST = 0.75;

/** Looks for the causes of events in the evidence of all series together. */
export class CauseSearch {
  private readonly evidence: EvidenceOf;
  private readonly codes = new SeriesCodes();
  private readonly certain: number;
  private readonly measured: ReadonlySet<string>;

  constructor(
    subjects: readonly Subject[],
    private readonly observed: ObservedNights
  ) {
    this.evidence = new EvidenceOf(subjects);
    this.measured = new Set(subjects.map(({ metric }) => metric.id));
    const series = new Set(subjects.map((subject) => subject.series.id)).size;
    const looks = Math.max(1, (series * MEASUREMENTS) / FEW_METRICS);
    this.certain = Math.sqrt(CERTAIN ** 2 + 2 * Math.log(looks));
  }

  /** Returns the cause that explains an event best, or undefined where the series together do not bear it out. */
  causeOf(event: ChangeEvent): Cause | undefined {
    const own = this.fitOf(
      event,
      METRICS.find(({ id }) => id === event.metric)!
    );
    if (!own || own.scope.z < this.certain - WORTH_A_LOOK) {
      return undefined;
    }
    const others = this.metricsLike(own.metric).flatMap((metric) => this.fitOf(event, metric) ?? []);
    const best = others.reduce((a, b) => (b.scope.gain > a.scope.gain ? b : a), own);
    if (best.scope.z < this.certain || best.scope.affected < MOST * best.scope.present) {
      return undefined;
    }
    return { scope: best.scope, metric: best.metric, ...this.onsetOf(event, best) };
  }

  /** Takes a cause for known, so that it explains nothing twice. */
  explain({ scope, night }: Cause): void {
    this.evidence.explain(night, scope.includes);
  }

  /** The likeliest onset, and those that are hardly less likely, as the members of the scope show it together. */
  private onsetOf(event: ChangeEvent, { scope, metric }: Fit): Pick<Cause, 'night' | 'nights'> {
    const same = this.nightsAround(event);
    const misfits = Array.from({ length: same[1] - same[0] + 1 }, (_, at) =>
      this.evidence.misfitAt({ night: same[0] + at, same }, metric, scope.includes)
    );
    const least = Math.min(...misfits);
    const isPossible = (value: number) => value <= least + POSSIBLE;
    return {
      night: same[0] + misfits.indexOf(least),
      nights: [same[0] + misfits.findIndex(isPossible), same[0] + misfits.findLastIndex(isPossible)],
    };
  }

  private nightsAround({ range }: ChangeEvent): readonly [number, number] {
    const { nightOfRun, nights } = this.observed;
    const [first, last] = range.map((run) => nightOfRun[run]!) as [number, number];
    return [Math.max(1, first - AROUND), Math.min(nights.length - 1, last + AROUND)];
  }

  /** The scope that a metric shows best: it hardly depends on the very night, so that of the onset is taken. */
  private fitOf(event: ChangeEvent, metric: Metric): Fit | undefined {
    const night = this.observed.nightOfRun[event.onset]!;
    const evidence = this.evidence.at({ night, same: this.nightsAround(event) }, metric);
    const scope = bestScope(event.series, evidence, this.codes);
    const up = event.better === (metric.direction === 'higher');
    return scope && scope.difference > 0 === up ? { scope, metric } : undefined;
  }

  /** Metrics of speed are one measurement: the one that shows a change best explains the others. */
  private metricsLike(own: Metric): Metric[] {
    return METRICS.filter(
      ({ id, suite }) => id !== own.id && this.measured.has(id) && suite === own.suite && isSpeed(id) && isSpeed(own.id)
    );
  }
}

interface Fit {
  readonly scope: ScopeFit;
  readonly metric: Metric;
}

function isSpeed(metric: Metric['id']): boolean {
  return metric !== 'acc_length';
}
