import { strengthOf } from '../../detect/events/changeEvent';
import { percentOf } from '../../detect/levels/confirm';
import { type RunEntry } from '../../table/nightTable';
import { type Column, type Notice, type Table } from '../../model/table';
import { dateText } from '../../lib/time';
import { type AnswerContext } from '../answerContext';
import { chosenMask } from '../selection';
import { columnsOf, type ColumnSpec, seriesColumnsOf } from '../columns';
import { describeChoice, findNight, nightOfRelease, readChoice } from '../findNight';
import { type NightChoice } from '../nightChoice';
import { percentChange, signedPercent } from '../percent';
import { tableOf } from '../queryKind';
import { metricsOf } from '../queryOption';
import { type CompareOptions } from '../kinds/compare';
import { NO_CHANGE, type Pair, pairsOf, TOO_FEW, verdictOf } from './comparedPairs';

interface Explained extends Pair {
  /** What lies between the two, and its strongest step as the runs around it. */
  readonly changePoints: string;
  readonly strongest?: readonly [number, number];
}

/**
 * Two nights side by side, one row per series and metric: B is the newest selected run with results, or what the target
 * says; A is what the baseline says. Unless the query asks for branches, the main branch is meant. Beside the two values
 * stands what is known of the levels around them, so that noise is not taken for a change, and the change points in
 * between. A series that only one of the two has is shown with the word for it.
 */
export function compareAnswer(context: AnswerContext<CompareOptions>): Table[] {
  const { table, selected, query } = context;
  const mask = chosenMask(context);
  const isWanted = (index: number) => mask[index] === 1 && table.runs[index]!.benchmarks > 0;
  const isUsual = (index: number) => context.observed.isUsual[index] === 1;
  // What somebody started by hand on one machine is no night to compare from, unless nothing else is there.
  const latest =
    selected.runs.findLast((index) => isWanted(index) && isUsual(index)) ?? selected.runs.findLast(isWanted);
  if (latest === undefined) {
    return [];
  }
  const find = (choice: NightChoice, from: number) =>
    findNight(table, choice, from, isUsual) ?? findReleaseNight(context, choice);
  const b = find(query.target, latest);
  const a = b === undefined ? undefined : find(query.baseline, b);
  if (a === undefined || b === undefined) {
    const missing = describeChoice(b === undefined ? query.target : query.baseline);
    const text = `There is nothing to compare with: ${missing} with results is not among the nights loaded.`;
    const notices: Notice[] = [{ severity: 'warning', text }];
    return [{ ...tableOf('Comparison', query.refId, []), notices }];
  }
  const pairs: Pair[] = [];
  const compareMetric = pairsOf(context, a, b);
  for (const columns of selected.series) {
    for (const metric of metricsOf(query.metrics)) {
      pairs.push(...compareMetric(columns, metric));
    }
  }
  const { shown, notices } = query.rows === 'all' ? { shown: pairs, notices: [] } : mostDifferent(pairs);
  return [
    {
      ...tableOf('Comparison', query.refId, comparisonColumns(context, shown.map(explanation(context)), a, b)),
      notices,
    },
  ];
}

/** A release that nothing ran on by its name: the usual night nearest to its commit. */
function findReleaseNight({ table, observed, releases }: AnswerContext, choice: NightChoice): number | undefined {
  const { kind, value } = readChoice(choice);
  const release = kind === 'tag' ? releases.find(({ tag }) => tag === value) : undefined;
  return release && nightOfRelease(table, observed, release);
}

/** Returns what explains the difference of a pair: the change points between, and the strongest as the runs around it. */
function explanation({ table, observed }: AnswerContext): (pair: Pair) => Explained {
  const day = (run: number) => dateText(table.runs[run]!.run.time);
  return (pair) => {
    const { subject, levels } = pair;
    const runOf = (observation: number) => observed.nights[subject!.observations.nights[observation]!]![0]!;
    const changePoints = levels?.changePoints ?? [];
    const strongest = [...changePoints].sort((p, q) => q.z - p.z)[0];
    return {
      ...pair,
      changePoints: changePoints
        .map(({ before, after, onset }) => `${signedPercent(percentOf(after - before))} on ${day(runOf(onset))}`)
        .join(', '),
      strongest: strongest && [runOf(strongest.range[0] - 1), runOf(strongest.range[1])],
    };
  };
}

const VERDICT_COLORS: NonNullable<Column['colors']> = {
  better: 'good',
  worse: 'bad',
  missing: 'bad',
  new: 'neutral',
  [NO_CHANGE]: 'neutral',
  [TOO_FEW]: 'neutral',
};

/** The rest is less, and a filter shows it. */
const MOST_DIFFERENT = 50;

/** The largest change first; what is there on one side alone comes last. */
function mostDifferent(pairs: readonly Pair[]): { readonly shown: readonly Pair[]; readonly notices: Notice[] } {
  const different = pairs.filter(isDifferent).sort((p, q) => (magnitudeOf(q) ?? 0) - (magnitudeOf(p) ?? 0));
  const text = `${different.length} series and metrics differ: these are the ${MOST_DIFFERENT} that changed most.`;
  return {
    shown: different.slice(0, MOST_DIFFERENT),
    notices: different.length > MOST_DIFFERENT ? [{ severity: 'info', text }] : [],
  };
}

function isDifferent(pair: Pair): boolean {
  return ![NO_CHANGE, TOO_FEW].includes(verdictOf(pair));
}

function magnitudeOf({ levels }: Pair): number | null {
  return levels?.changed ? strengthOf(levels.change) : null;
}

const PERCENT = { type: 'number', unit: 'percent', decimals: 1 } as const;
const VALUE = { type: 'number', decimals: 2 } as const;

function comparisonColumns(
  { table, links }: AnswerContext<CompareOptions>,
  pairs: readonly Explained[],
  a: number,
  b: number
) {
  return [
    ...columnsOf<Explained>(pairs, [
      { name: 'verdict', title: 'Verdict', type: 'string', colors: VERDICT_COLORS, of: verdictOf },
      {
        ...PERCENT,
        name: 'level_change',
        title: 'Change of level',
        description: 'Between the levels of up to 7 nights around each.',
        of: ({ levels }) => levels?.change.percent,
      },
    ]),
    ...seriesColumnsOf(pairs),
    ...columnsOf<Explained>(pairs, [
      ...boundSpecs(),
      { ...VALUE, name: 'a', title: `A: ${nightName(table.runs[a]!)}`, of: (pair) => pair.a },
      { ...VALUE, name: 'b', title: `B: ${nightName(table.runs[b]!)}`, of: (pair) => pair.b },
      { name: 'unit', title: 'Unit', type: 'string', of: ({ metric }) => metric.unit },
      { ...PERCENT, name: 'difference', title: 'Difference', of: (pair) => percentChange(pair.a, pair.b) },
      ...explanationSpecs(),
      { name: 'magnitude', type: 'number', of: magnitudeOf },
      {
        name: 'commits_url',
        type: 'string',
        of: ({ strongest }) => strongest && links.between(strongest[0], strongest[1]),
      },
    ]),
  ];
}

/** Within what the change lies. */
function boundSpecs(): Array<ColumnSpec<Explained>> {
  return [
    {
      ...PERCENT,
      name: 'low',
      title: 'Low',
      description: 'Lower end of the 95 % interval.',
      of: ({ levels }) => levels?.change.low,
    },
    {
      ...PERCENT,
      name: 'high',
      title: 'High',
      description: 'Upper end of the 95 % interval.',
      of: ({ levels }) => levels?.change.high,
    },
    {
      ...PERCENT,
      name: 'could_have_missed',
      title: 'Could have missed',
      description: 'The smallest difference that would have been seen.',
      of: ({ levels }) => (levels && !levels.changed ? levels.couldHaveMissed : null),
    },
  ];
}

function explanationSpecs(): Array<ColumnSpec<Explained>> {
  return [
    {
      name: 'change_points',
      title: 'Change points between',
      type: 'string',
      links: [{ title: 'Suspect commits of the strongest', url: '{commits_url}' }],
      of: (pair) => pair.changePoints,
    },
    {
      ...PERCENT,
      name: 'unattributed',
      title: 'Unattributed',
      description: 'What the change points between do not explain.',
      of: ({ levels }) => (levels?.changed ? levels.unattributed : null),
    },
  ];
}

function nightName({ run }: RunEntry): string {
  return `${dateText(run.time)}, run ${run.id}`;
}
