import { groupBy } from '../../lib/collections';
import { type Sensitivity } from '../../detect/levels/sensitivity';
import { medianOf } from '../../detect/levels/statistics';
import { type Metric } from '../../catalogue/metrics';
import { type Notice, type Table } from '../../model/table';
import { type Release } from '../../detect/suspects/commit';
import { type AnswerContext } from '../answerContext';
import { columnsOf } from '../columns';
import { ALL_MODELS } from '../kinds/releases';
import { nightOfRelease } from '../findNight';
import { tableOf } from '../queryKind';
import { metricsOf } from '../queryOption';
import { shortModelsOf } from '../shortModels';
import { signedPercent } from '../percent';
import { type Pair, pairsOf, verdictOf } from './comparedPairs';

type Context = AnswerContext<Sensitivity>;

/** A release and the one before it that has another night, with the runs that stand for them. */
interface Step {
  readonly release: Release;
  readonly before: Release;
  readonly run: number;
  readonly runBefore: number;
}

interface Row extends Step {
  readonly model: string;
  readonly metric: Metric;
  readonly better: number;
  readonly worse: number;
  readonly unchanged: number;
  /** Geometric mean of the changes of level of all series that both nights have, in %. */
  readonly change: number | null;
  /** The smallest change in % that would have been seen in half of the unchanged series. */
  readonly couldHaveMissed: number | null;
}

/**
 * Each release in the window against the one before it, by the levels around the usual nights of the main branch that are nearest
 * to their commits; the newest first, and of each all models before the single ones.
 */
export function releasesAnswer(context: Context): Table[] {
  const { query, table } = context;
  const steps = stepsOf(context);
  const short = shortModelsOf(table.series);
  const rows = steps.flatMap((step) => rowsOfStep(context, step, short));
  const columns = columnsOf<Row>(rows, [
    { name: 'release', title: 'Release', type: 'string', links: CHANGES, of: ({ release }) => release.tag },
    { name: 'model', title: 'Model', type: 'string', of: ({ model }) => model },
    {
      name: 'change',
      title: 'Mean change',
      description: 'Geometric mean of the changes of level of all series that both nights have.',
      type: 'number',
      unit: 'percent',
      decimals: 1,
      of: ({ change }) => change,
    },
    { name: 'better', title: 'Better', type: 'number', of: ({ better }) => better },
    { name: 'worse', title: 'Worse', type: 'number', of: ({ worse }) => worse },
    { name: 'unchanged', title: 'Unchanged', type: 'number', of: ({ unchanged }) => unchanged },
    {
      name: 'could_have_missed',
      title: 'Could have missed',
      description: 'The smallest change that would have been seen in half of the unchanged series.',
      type: 'number',
      unit: 'percent',
      decimals: 1,
      of: ({ couldHaveMissed }) => couldHaveMissed,
    },
    { name: 'time', title: 'Date', type: 'time', of: ({ release }) => release.time },
    { name: 'against', title: 'Against', type: 'string', of: ({ before }) => before.tag },
    { name: 'metric', title: 'Metric', type: 'string', of: ({ metric }) => metric.label },
    { name: 'summary', title: 'Summary', type: 'string', of: summaryOf },
    { name: 'run', type: 'string', of: ({ run }) => table.runs[run]!.run.id },
    { name: 'run_before', type: 'string', of: ({ runBefore }) => table.runs[runBefore]!.run.id },
    { name: 'commits_url', type: 'string', of: ({ runBefore, run }) => context.links.between(runBefore, run) },
  ]);
  return [{ ...tableOf('Releases', query.refId, columns), notices: noticesOf(context, steps) }];
}

const CHANGES = [{ title: 'Commits between the two nights', url: '{commits_url}' }];

function stepsOf({ table, observed, releases, window }: Context): Step[] {
  const placed = [...releases]
    .sort((a, b) => a.time - b.time)
    .flatMap((release) => {
      const run = nightOfRelease(table, observed, release);
      return run === undefined ? [] : [{ release, run }];
    });
  const steps = placed.flatMap(({ release, run }, at): Step[] => {
    const before = placed.slice(0, at).findLast((one) => one.run < run);
    return before ? [{ release, run, before: before.release, runBefore: before.run }] : [];
  });
  return steps.filter(({ release: { time } }) => time >= window.from && time <= window.to).reverse();
}

function rowsOfStep(context: Context, step: Step, short: (model: string) => string): Row[] {
  const pairs = pairsOf(context, step.runBefore, step.run);
  return metricsOf(context.query.metrics).flatMap((metric) => {
    const all = context.selected.series.flatMap((columns) => pairs(columns, metric)).filter(({ levels }) => levels);
    const byModel = groupBy(all, ({ labels }) => labels.model ?? labels.test_suite ?? '');
    const models = [...byModel].filter(([model]) => model !== '').sort(([a], [b]) => (a < b ? -1 : 1));
    const rowOf = (model: string, of: readonly Pair[]): Row => ({ ...step, ...summed(of), model, metric });
    return all.length > 0 ? [rowOf(ALL_MODELS, all), ...models.map(([model, of]) => rowOf(short(model), of))] : [];
  });
}

function summed(pairs: readonly Pair[]) {
  const verdicts = pairs.map(verdictOf);
  const count = (verdict: string) => verdicts.filter((one) => one === verdict).length;
  const [better, worse] = [count('better'), count('worse')];
  const logs = pairs.map(({ levels }) => Math.log1p(levels!.change.percent / 100));
  const missed = pairs.flatMap(({ levels }) => (levels!.changed ? [] : [levels!.couldHaveMissed]));
  return {
    better,
    worse,
    unchanged: pairs.length - better - worse,
    change: 100 * Math.expm1(logs.reduce((sum, log) => sum + log, 0) / logs.length),
    couldHaveMissed: missed.length > 0 ? medianOf(Float64Array.from(missed)) : null,
  };
}

function summaryOf({ before, metric, better, worse, unchanged, change }: Row): string {
  return `${metric.label} against ${before.tag}: ${signedPercent(change!)} in the mean; ${better} series better, ${worse} worse, ${unchanged} unchanged.`;
}

function noticesOf({ releases }: Context, steps: readonly Step[]): Notice[] {
  const text =
    releases.length === 0
      ? 'No releases are known: they are asked for with a GitHub token, once a day.'
      : 'No release in this time range has a night near its commit, with one of the release before.';
  return steps.length === 0 ? [{ severity: 'info', text }] : [];
}
