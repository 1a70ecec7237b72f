import { groupBy } from '../../lib/collections';
import { type Metric } from '../../catalogue/metrics';
import { type Series } from '../../model/series';
import { clippedSums, contrast, type Contrast, misfit, type Sides } from '../levels/contrast';
import { exactnessOf } from '../levels/statistics';
import { logarithmsOf } from '../levels/History';
import { type Subject } from './eventContext';

/** What one series shows of a change at one night: how much it changed, and how certain that is. */
export interface Evidence extends Contrast {
  readonly series: Series;
}

/** A night at which a change is looked for, and the nights between which change points of series may be the same change. */
export interface Moment {
  readonly night: number;
  readonly same: readonly [first: number, last: number];
}

/**
 * Shows what each series of a metric says of a change at any night, also where it was too noisy to tell by itself. Levels
 * are taken between the other change points of the series, and between changes that are explained already. A series whose change at
 * about that time is explained says nothing of another one.
 */
export class EvidenceOf {
  private readonly byMetric: ReadonlyMap<string, readonly Subject[]>;
  /** The nights of changes that are explained already. */
  private readonly explained = new Map<Subject, readonly number[]>();
  private readonly prepared = new Map<Subject, Prepared>();

  constructor(subjects: readonly Subject[]) {
    this.byMetric = groupBy(subjects, ({ metric }) => metric.id);
  }

  /** Takes a change that began with a night for known: these metrics of its series say nothing of others about that time. */
  explain(night: number, metrics: Iterable<Metric['id']>, includes: (series: Series) => boolean): void {
    for (const metric of metrics) {
      for (const subject of this.members(metric, includes)) {
        this.explained.set(subject, [...(this.explained.get(subject) ?? []), night]);
      }
    }
  }

  /** Returns the metrics of the series that are looked at. */
  subjects(metric: Metric['id']): readonly Subject[] {
    return this.byMetric.get(metric) ?? [];
  }

  at(moment: Moment, metric: Metric): Evidence[] {
    const evidence: Evidence[] = [];
    for (const subject of this.subjects(metric.id)) {
      const level = this.levelOf(subject, moment);
      const shown = level && this.contrastOf(subject, level);
      if (shown) {
        evidence.push({ series: subject.series, difference: shown.difference, variance: shown.variance });
      }
    }
    return evidence;
  }

  /** Returns the metrics of the series of a scope. */
  members(metric: Metric['id'], includes: (series: Series) => boolean): Subject[] {
    return this.subjects(metric).filter(({ series }) => includes(series));
  }

  /** Returns how badly a change at a night describes the members of a scope, so that nights can be compared. */
  misfitAt(moment: Moment, members: readonly Subject[]): number {
    return members.reduce((sum, subject) => {
      const level = this.levelOf(subject, moment);
      if (!level) {
        return sum;
      }
      const { analysis, options } = subject;
      const { scale } = analysis.levels.noise;
      return sum + misfit(this.prepare(subject).x, level, { scale, cap: options.cap });
    }, 0);
  }

  private contrastOf(subject: Subject, level: Sides): Contrast | undefined {
    const { sums, excess } = this.prepare(subject);
    return contrast(sums, level, subject.analysis.levels.noise.scale, excess);
  }

  /** Where a night stands in the window of a series, and from where to where its level is looked at. */
  private levelOf(subject: Subject, { night, same }: Moment): Sides | undefined {
    const { nights } = subject.observations;
    const { changePoints, skipped } = subject.analysis.levels;
    const known = this.explained.get(subject) ?? NONE;
    if (known.some((one) => one >= same[0] && one <= same[1])) {
      return undefined;
    }
    let before = -1;
    let after = Infinity;
    for (let at = 0; at < known.length + changePoints.length; at++) {
      const one = at < known.length ? known[at]! : nights[changePoints[at - known.length]!.onset]!;
      const isOther = one < same[0] || one > same[1];
      before = isOther && one < night && one > before ? one : before;
      after = isOther && one > night && one < after ? one : after;
    }
    const placeOf = (one: number) => Math.max(0, firstFrom(nights, one) - skipped);
    return {
      at: placeOf(night),
      from: before < 0 ? 0 : placeOf(before),
      to: after === Infinity ? nights.length - skipped : placeOf(after),
    };
  }

  private prepare(subject: Subject): Prepared {
    const known = this.prepared.get(subject);
    if (known) {
      return known;
    }
    const { levels } = subject.analysis;
    const { values, errors } = subject.observations;
    const x = logarithmsOf(values, levels.skipped);
    const excess = errors && exactnessOf(errors.subarray(levels.skipped)).excess;
    const prepared = { x, sums: clippedSums(x, levels), excess };
    this.prepared.set(subject, prepared);
    return prepared;
  }
}

/** The observations of a window as logarithms, sums of them, and by how much some are less exact than others. */
interface Prepared {
  readonly x: Float64Array;
  readonly sums: Float64Array;
  readonly excess: Float64Array | undefined;
}

const NONE: readonly number[] = [];

/** The first observation of a night or after it, by bisection; where no night before it is missing, at once. */
function firstFrom(nights: Int32Array, night: number): number {
  if (nights[night] === night) {
    return night;
  }
  let [low, high] = [0, nights.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (nights[middle]! < night) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
