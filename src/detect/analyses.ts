import { metricOf } from '../catalogue/metrics';
import { areEqual } from '../lib/collections';
import { hashHex } from '../lib/hash';
import { finish, type Job } from '../lib/job';
import { History, HistoryMemory } from './levels/History';
import {
  analyseMetric,
  type Analysis,
  type ChangePointsThen,
  changePointsThen,
  firstReport,
  type FirstReport,
} from './levels/analyseMetric';
import { type LocatedChangePoint } from './levels/detectChangePoints';
import { type DetectorOptions } from './levels/detectorOptions';
import { type Member } from './events/composites';
import { type Subject, subjectKey } from './events/eventContext';
import { type Observations } from './observed/observations';

/** What was found in the values of one metric of one series, as it is stored. */
export interface CachedAnalysis {
  /** The metric and the series. */
  readonly key: string;
  /** What the values were: others are analysed again. */
  readonly values: string;
  readonly analysis: Analysis;
  /** For change points, by their onset, the night on which they were first seen. */
  readonly reported: ReadonlyArray<readonly [onset: number, first: FirstReport]>;
}

interface Cached {
  /** What was analysed; of what was kept from before only the key is known at first. */
  observations?: Analysed;
  /** What the values are stored under, made when it is needed. */
  values?: string;
  readonly analysis: Analysis;
  readonly reported: Map<number, FirstReport>;
  used: boolean;
}

/** Analyses metrics with one sensitivity, each once while its values stay the same. */
export class Analyses {
  private readonly cached = new Map<string, Cached>();
  private readonly memory = new HistoryMemory();
  /** A metric is analysed and its change points are looked up one after the other: what was seen for one serves the next. */
  private lookedAt?: LookedAt;

  constructor(cached: Iterable<CachedAnalysis> = []) {
    for (const { key, values, analysis, reported } of cached) {
      this.cached.set(key, { values, analysis, reported: new Map(reported), used: false });
    }
  }

  /** Returns what is found in one metric of one series or composite, or undefined where there is too little to say. */
  subject(
    { series, metric, observations, members = 1 }: Member & { readonly members?: number },
    options: DetectorOptions
  ): Subject | undefined {
    const key = subjectKey(series.id, metric);
    const cached = this.find(key, observations, options);
    if (!cached) {
      return undefined;
    }
    const { analysis, reported } = cached;
    const tell = (changePoint: LocatedChangePoint) => {
      const first =
        reported.get(changePoint.onset) ?? finish(this.lookUp({ observations, analysis, options }, changePoint));
      reported.set(changePoint.onset, first);
      return first;
    };
    return { series, metric: metricOf(metric), members, observations, analysis, options, firstReport: tell };
  }

  /** Whether these values were analysed. */
  isKnown({ series, metric, observations }: Member): boolean {
    const cached = this.cached.get(subjectKey(series.id, metric));
    return cached !== undefined && isOf(cached, observations);
  }

  /** Takes what was found in a metric elsewhere, unless it was analysed here meanwhile. */
  learn(member: Member, { analysis, reported }: Pick<CachedAnalysis, 'analysis' | 'reported'>): void {
    if (!this.isKnown(member)) {
      const { series, metric, observations } = member;
      this.cached.set(subjectKey(series.id, metric), {
        observations,
        analysis,
        reported: new Map(reported),
        used: false,
      });
    }
  }

  /** Looks up when a change point of a subject was first seen, night by night. */
  *locate(subject: Subject, changePoint: LocatedChangePoint): Job<void> {
    const reported = this.cached.get(subjectKey(subject.series.id, subject.metric.id))?.reported;
    if (reported && !reported.has(changePoint.onset)) {
      reported.set(changePoint.onset, yield* this.lookUp(subject, changePoint));
    }
  }

  private *lookUp({ observations, analysis, options }: LookedUp, changePoint: LocatedChangePoint): Job<FirstReport> {
    const { values } = observations;
    return yield* firstReport(
      values,
      changePoint,
      options,
      this.lookAt(observations, options).changePointsThen,
      analysis.levels
    );
  }

  private lookAt({ values, errors }: Observations, options: DetectorOptions): LookedAt {
    if (this.lookedAt?.values !== values || this.lookedAt.options !== options) {
      const history = new History(values, options.window, errors, this.memory);
      this.lookedAt = { values, options, history, changePointsThen: changePointsThen(history, options) };
    }
    return this.lookedAt;
  }

  /** Forgets what was not asked for since it was last called. */
  sweep(): void {
    for (const [key, cached] of this.cached) {
      if (cached.used) {
        cached.used = false;
      } else {
        this.cached.delete(key);
      }
    }
  }

  /** Gives all that is known, to be stored; one after the other, for each takes a while. */
  *all(): Generator<CachedAnalysis, void, void> {
    for (const [key, cached] of this.cached) {
      const { observations, analysis, reported } = cached;
      cached.values ??= valuesKey(observations!);
      yield { key, values: cached.values, analysis, reported: [...reported] };
    }
  }

  private find(key: string, observations: Observations, options: DetectorOptions): Cached | undefined {
    const known = this.cached.get(key);
    if (known && isOf(known, observations)) {
      known.used = true;
      return known;
    }
    const analysis = analyseMetric(this.lookAt(observations, options).history, options);
    if (!analysis) {
      return undefined;
    }
    const cached = { observations, analysis, reported: new Map<number, FirstReport>(), used: true };
    this.cached.set(key, cached);
    return cached;
  }
}

type Analysed = Pick<Observations, 'values' | 'errors'>;

/** Whether these observations were analysed. */
function isOf(cached: Cached, { values, errors }: Analysed): boolean {
  const { observations } = cached;
  if (observations) {
    return areEqual(observations.values, values) && areEqual(observations.errors ?? [], errors ?? []);
  }
  const isSame = cached.values === valuesKey({ values, errors });
  cached.observations = isSame ? { values, errors } : undefined;
  return isSame;
}

interface LookedAt {
  readonly values: Float64Array;
  readonly options: DetectorOptions;
  readonly history: History;
  readonly changePointsThen: ChangePointsThen;
}

type LookedUp = Pick<Subject, 'observations' | 'analysis' | 'options'>;

/** Returns a text that stands for what was observed: equal numbers in the same order give the same, others hardly ever do. */
function valuesKey({ values, errors }: Pick<Observations, 'values' | 'errors'>): string {
  const units = new Uint16Array(Float64Array.from(errors ? [...values, ...errors] : values).buffer);
  return `${values.length}:${hashHex(units, 16)}`;
}
