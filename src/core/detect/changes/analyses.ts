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
import { type Levels, type LocatedStep } from '../levels/detectSteps';
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
    const tell = (step: LocatedStep) =>
      told.get(step.onset) ?? finishFirst({ ...observations, step, levels: analysis.levels, options }, told);
    return { series, metric: metricOf(metric), members, observations, analysis, options, firstTold: tell };
  }

  /** Looks up when a step of a subject was first seen, night by night. */
  *locate({ series, metric, observations, analysis, options }: Subject, step: LocatedStep): Job<void> {
    const told = this.kept.get(subjectKey(series.id, metric.id))?.told;
    if (told && !told.has(step.onset)) {
      const { values, errors } = observations;
      if (this.lookedAt?.values !== values || this.lookedAt.options !== options) {
        this.lookedAt = { values, options, toldThen: stepsThen(values, options, errors, this.scratch) };
      }
      told.set(step.onset, yield* firstTold(values, step, options, this.lookedAt.toldThen, analysis.levels));
    }
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

interface Located extends Pick<Observations, 'values' | 'errors'> {
  readonly step: LocatedStep;
  readonly levels: Levels;
  readonly options: DetectorOptions;
}

function finishFirst({ values, errors, step, levels, options }: Located, told: Map<number, FirstTold>): FirstTold {
  const first = finish(firstTold(values, step, options, stepsThen(values, options, errors), levels));
  told.set(step.onset, first);
  return first;
}
