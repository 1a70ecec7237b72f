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
import { Scratch } from '../levels/Scratch';
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
  readonly values: string;
  readonly analysis: Analysis;
  readonly told: Map<number, FirstTold>;
  used: boolean;
}

/** Analyses metrics with one sensitivity, each once while its values stay the same. */
export class Analyses {
  private readonly kept = new Map<string, Kept>();
  private readonly scratch = new Scratch();
  /** The steps of one metric are looked up one after the other: what was seen for one serves the next. */
  private lookedAt?: { values: readonly number[]; options: DetectorOptions; toldThen: StepsThen };

  constructor(kept: readonly KeptAnalysis[] = []) {
    kept.forEach(({ key, values, analysis, told }) =>
      this.kept.set(key, { values, analysis, told: new Map(told), used: false })
    );
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

  /** Looks up when a step of a subject was first seen, night by night. */
  *locate(subject: Subject, step: LocatedStep): Job<void> {
    const told = this.kept.get(subjectKey(subject.series.id, subject.metric.id))?.told;
    if (told && !told.has(step.onset)) {
      told.set(step.onset, yield* this.lookUp(subject, step));
    }
  }

  private *lookUp({ observations, analysis, options }: LookedUp, step: LocatedStep): Job<FirstTold> {
    const { values, errors } = observations;
    if (this.lookedAt?.values !== values || this.lookedAt.options !== options) {
      this.lookedAt = { values, options, toldThen: stepsThen(values, options, errors, this.scratch) };
    }
    return yield* firstTold(values, step, options, this.lookedAt.toldThen, analysis.levels);
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

  /** Returns all that is known, to be stored. */
  all(): KeptAnalysis[] {
    return [...this.kept].map(([key, { values, analysis, told }]) => ({ key, values, analysis, told: [...told] }));
  }

  private find(key: string, observations: Observations, options: DetectorOptions): Kept | undefined {
    const now = valuesKey(observations);
    const known = this.kept.get(key);
    if (known?.values === now) {
      known.used = true;
      return known;
    }
    const analysis = analyseMetric(observations.values, options, observations.errors, this.scratch);
    if (!analysis) {
      return undefined;
    }
    const kept = { values: now, analysis, told: new Map<number, FirstTold>(), used: true };
    this.kept.set(key, kept);
    return kept;
  }
}

type LookedUp = Pick<Subject, 'observations' | 'analysis' | 'options'>;
