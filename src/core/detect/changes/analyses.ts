import { finish, type Job } from '../../model/job';
import { metricOf } from '../../model/metrics';
import {
  type Analysis,
  analyseMetric,
  firstTold,
  type FirstTold,
  type StepsThen,
  stepsThen,
} from '../levels/analyseMetric';
import { type DetectorOptions } from '../levels/detectorOptions';
import { type LocatedStep } from '../levels/detectSteps';
import { History, HistoryMemory } from '../levels/History';
import { type Member } from './composites';
import { type Subject, subjectKey } from './eventContext';
import { type Observations } from './observations';
import { valuesKey } from './valuesKey';

/** What was found in the values of one metric of one series, as it is stored. */
export interface KeptAnalysis {
  /** The metric and the series. */
  readonly key: string;
  /** What the values were: others are analysed again. */
  readonly values: string;
  readonly analysis: Analysis;
  /** For steps, by their onset, the night on which they were first seen. */
  readonly told: ReadonlyArray<readonly [onset: number, first: FirstTold]>;
}

interface Kept {
  /** What was analysed; of what was kept from before only the key is known at first. */
  observations?: Analysed;
  /** What the values are stored under, made when it is needed. */
  values?: string;
  readonly analysis: Analysis;
  readonly told: Map<number, FirstTold>;
  used: boolean;
}

/** Analyses metrics with one sensitivity, each once while its values stay the same. */
export class Analyses {
  private readonly kept = new Map<string, Kept>();
  private readonly memory = new HistoryMemory();
  /** A metric is analysed and its steps are looked up one after the other: what was seen for one serves the next. */
  private lookedAt?: LookedAt;

  constructor(kept: Iterable<KeptAnalysis> = []) {
    for (const { key, values, analysis, told } of kept) {
      this.kept.set(key, { values, analysis, told: new Map(told), used: false });
    }
  }

  /** Returns what is found in one metric of one series or composite, or undefined where there is too little to say. */
  subject(
    { series, metric, observations, members = 1 }: Member & { readonly members?: number },
    options: DetectorOptions
  ): Subject | undefined {
    const key = subjectKey(series.id, metric);
    const kept = this.find(key, observations, options);
    if (!kept) {
      return undefined;
    }
    const { analysis, told } = kept;
    const tell = (step: LocatedStep) => {
      const first = told.get(step.onset) ?? finish(this.lookUp({ observations, analysis, options }, step));
      told.set(step.onset, first);
      return first;
    };
    return { series, metric: metricOf(metric), members, observations, analysis, options, firstTold: tell };
  }

  /** Whether these values were analysed. */
  isKnown({ series, metric, observations }: Member): boolean {
    const kept = this.kept.get(subjectKey(series.id, metric));
    return kept !== undefined && isOf(kept, observations);
  }

  /** Takes what was found in a metric elsewhere, unless it was analysed here meanwhile. */
  learn(member: Member, { analysis, told }: Pick<KeptAnalysis, 'analysis' | 'told'>): void {
    if (!this.isKnown(member)) {
      const { series, metric, observations } = member;
      this.kept.set(subjectKey(series.id, metric), { observations, analysis, told: new Map(told), used: false });
    }
  }

  /** Looks up when a step of a subject was first seen, night by night. */
  *locate(subject: Subject, step: LocatedStep): Job<void> {
    const told = this.kept.get(subjectKey(subject.series.id, subject.metric.id))?.told;
    if (told && !told.has(step.onset)) {
      told.set(step.onset, yield* this.lookUp(subject, step));
    }
  }

  private *lookUp({ observations, analysis, options }: LookedUp, step: LocatedStep): Job<FirstTold> {
    const { values } = observations;
    return yield* firstTold(values, step, options, this.lookAt(observations, options).toldThen, analysis.levels);
  }

  private lookAt({ values, errors }: Observations, options: DetectorOptions): LookedAt {
    if (this.lookedAt?.values !== values || this.lookedAt.options !== options) {
      const history = new History(values, options.window, errors, this.memory);
      this.lookedAt = { values, options, history, toldThen: stepsThen(history, options) };
    }
    return this.lookedAt;
  }

  /** Forgets what was not asked for since it was last called. */
  sweep(): void {
    for (const [key, kept] of this.kept) {
      if (kept.used) {
        kept.used = false;
      } else {
        this.kept.delete(key);
      }
    }
  }

  /** Gives all that is known, to be stored; one after the other, for each takes a while. */
  *all(): Generator<KeptAnalysis, void, void> {
    for (const [key, kept] of this.kept) {
      const { observations, analysis, told } = kept;
      kept.values ??= valuesKey(observations!);
      yield { key, values: kept.values, analysis, told: [...told] };
    }
  }

  private find(key: string, observations: Observations, options: DetectorOptions): Kept | undefined {
    const known = this.kept.get(key);
    if (known && isOf(known, observations)) {
      known.used = true;
      return known;
    }
    const analysis = analyseMetric(this.lookAt(observations, options).history, options);
    if (!analysis) {
      return undefined;
    }
    const kept = { observations, analysis, told: new Map<number, FirstTold>(), used: true };
    this.kept.set(key, kept);
    return kept;
  }
}

type Analysed = Pick<Observations, 'values' | 'errors'>;

/** Whether these observations were analysed. */
function isOf(kept: Kept, { values, errors }: Analysed): boolean {
  const { observations } = kept;
  if (observations) {
    return areEqual(observations.values, values) && areEqual(observations.errors ?? [], errors ?? []);
  }
  const isSame = kept.values === valuesKey({ values, errors });
  kept.observations = isSame ? { values, errors } : undefined;
  return isSame;
}

function areEqual(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((value, at) => value === b[at]));
}

interface LookedAt {
  readonly values: readonly number[];
  readonly options: DetectorOptions;
  readonly history: History;
  readonly toldThen: StepsThen;
}

type LookedUp = Pick<Subject, 'observations' | 'analysis' | 'options'>;
