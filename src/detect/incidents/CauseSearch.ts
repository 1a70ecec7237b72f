import { familyOf, type Metric, type MetricId, metricOf } from '../../catalogue/metrics';
import { type Series } from '../../model/series';
import { type ChangeEvent } from '../events/changeEvent';
import { type Subject } from '../events/eventContext';
import { type Evidence, EvidenceOf } from '../events/evidence';
import { nightsOf, type ObservedNights } from '../observed/observedNights';
import { bestScope, labelsOfScope, ownScope, type ScopeFit } from './scope';
import { SeriesCodes } from './SeriesCodes';
import { sharedLabels } from './sharedLabels';

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

/** Looks for the causes of events in the evidence of all series together. */
export class CauseSearch {
  private readonly evidence: EvidenceOf;
  private readonly codes = new SeriesCodes();
  private readonly certain: number;

  constructor(
    private readonly subjects: readonly Subject[],
    private readonly observed: ObservedNights
  ) {
    this.evidence = new EvidenceOf(subjects);
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
        ? othersLike(own.metric).flatMap((metric) => this.fitOf(event, metric) ?? [])
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
}

/** Metrics of one family are one measurement: the one that shows a change best explains the others. */
function othersLike({ id }: Metric): Metric[] {
  return familyOf(id).filter((one) => one.id !== id);
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
