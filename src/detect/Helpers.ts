import { type Job } from '../lib/job';
import { detectorOptionsOf, type DetectorOptions } from './levels/detectorOptions';
import { type Preset } from './levels/sensitivity';
import { type Analysis, analyseMetric, firstReport, type FirstReport, changePointsThen } from './levels/analyseMetric';
import { History, HistoryMemory } from './levels/History';
import { type Analyses } from './analyses';
import { type Member } from './events/composites';

/** A metric that is to be analysed, as a helper is asked. */
interface AnalysisTask {
  readonly values: readonly number[];
  readonly errors?: readonly number[];
  /** In %. */
  readonly smallestChange: number;
  /** Whether its change points are looked for on earlier nights. */
  readonly looksBack: boolean;
}

export interface AnalysisBatch {
  readonly preset: Preset;
  readonly tasks: readonly AnalysisTask[];
}

/** What was found in a metric, and when its change points were first reported, by their onsets; null where there are too few values. */
export type AnalysisAnswer = {
  readonly analysis: Analysis;
  readonly reported: ReadonlyArray<readonly [onset: number, first: FirstReport]>;
} | null;

/** Analyses metrics somewhere else at the same time: answers in the order of the tasks. */
export type Helper = (batch: AnalysisBatch) => Promise<readonly AnalysisAnswer[]>;

/** Analyses a batch, one metric in each step: what a helper does. */
export function* analyseBatch({ preset, tasks }: AnalysisBatch): Job<AnalysisAnswer[]> {
  const memory = new HistoryMemory();
  const answers: AnalysisAnswer[] = [];
  for (const { values, errors, smallestChange, looksBack } of tasks) {
    const options = detectorOptionsOf({ preset, smallestChange });
    const history = new History(values, options.window, errors, memory);
    const analysis = analyseMetric(history, options);
    const then = changePointsThen(history, options);
    const reported: Array<[number, FirstReport]> = [];
    for (const changePoint of (looksBack && analysis?.levels.changePoints) || []) {
      reported.push([changePoint.onset, yield* firstReport(values, changePoint, options, then, analysis!.levels)]);
    }
    answers.push(analysis ? { analysis, reported } : null);
    yield;
  }
  return answers;
}

/** A metric that detection is going to look at. */
export interface Expected {
  readonly member: Member;
  readonly options: DetectorOptions;
  readonly looksBack: boolean;
}

/** Fewer metrics are analysed sooner than a helper has begun. */
const WORTH = 100;
/** How many metrics a helper takes at most, and which part of all that are left: the last ones are soon done. */
const MOST = 32;
const PART = 8;

/**
 * Hands metrics to helpers, the last ones first, while detection analyses the first ones: where they meet, all is known. A helper
 * only saves time: what it does not answer, detection analyses by itself.
 */
export class Helpers {
  private left: Expected[] = [];

  constructor(
    private readonly analyses: Analyses,
    private readonly preset: Preset,
    private readonly helpers: readonly Helper[]
  ) {}

  /** Begins to hand out what is not analysed yet. */
  begin(expected: readonly Expected[]): void {
    this.left = this.helpers.length > 0 ? expected.filter((one) => this.isWanted(one)) : [];
    if (this.left.length >= WORTH) {
      this.helpers.forEach((helper) => void this.serve(helper, this.left));
    }
  }

  /** Hands out no more: what helpers answer later is of no use. */
  end(): void {
    this.left = [];
  }

  private async serve(helper: Helper, left: Expected[]): Promise<void> {
    for (let taken = this.take(left); taken.length > 0; taken = this.take(left)) {
      const tasks = taken.map(({ member, options, looksBack }): AnalysisTask => {
        const { values, errors } = member.observations;
        return {
          values: [...values],
          ...(errors && { errors: [...errors] }),
          smallestChange: options.smallestChange,
          looksBack,
        };
      });
      const answers = await helper({ preset: this.preset, tasks }).catch(() => undefined);
      if (!answers || left !== this.left) {
        return;
      }
      taken.forEach(({ member }, at) => answers[at] && this.analyses.learn(member, answers[at]));
    }
  }

  private take(left: Expected[]): Expected[] {
    const taken: Expected[] = [];
    const count = Math.min(MOST, Math.ceil(left.length / PART));
    while (left.length > 0 && taken.length < count) {
      const last = left.pop()!;
      if (this.isWanted(last)) {
        taken.push(last);
      }
    }
    return taken;
  }

  private isWanted({ member }: Expected): boolean {
    return !this.analyses.isKnown(member);
  }
}
