import { type Metric } from '../model/metrics';
import { type Labels } from '../model/series';
import { type Column, type Notice, type Table } from '../model/table';
import { type AnswerContext } from './answerContext';
import { labelColumns } from './labelColumns';
import { percentChange } from './latest';
import { type Baseline } from './nightQuery';
import { type NightTable, type RunEntry, type SeriesColumns } from '../flatten/nightTable';
import { metricsOf } from './trend';

const MS_A_DAY = 24 * 60 * 60 * 1000;

interface Pair {
  readonly labels: Labels;
  readonly metric: Metric;
  readonly a: number | null;
  readonly b: number | null;
}

/**
 * Returns two nights side by side, one row a series and metric: B is the newest selected run with results, A is what
 * the baseline says. A series that only one of the two has is shown with the word for it.
 */
export function compare(context: AnswerContext): Table[] {
  const { table, selected, query } = context;
  const b = selected.runs.findLast((index) => hasResults(table.runs[index]!));
  if (b === undefined) {
    return [];
  }
  const a = baselineRun(table, b, query.baseline);
  if (a === undefined) {
    return [emptyComparison(context, [{ severity: 'warning', text: nothingToCompare(query.baseline) }])];
  }
  const pairs = selected.series.flatMap((columns) => pairsOf(columns, metricsOf(query.metrics), a, b));
  return [{ ...emptyComparison(context, []), columns: comparisonColumns(context, pairs, a, b) }];
}

function hasResults(entry: RunEntry): boolean {
  return entry.benchmarks > 0;
}

/** The run before and a run of days ago are those of the same branch. */
function baselineRun(table: NightTable, b: number, { kind, value = '' }: Baseline): number | undefined {
  const { branch, time } = table.runs[b]!.run;
  switch (kind) {
    case 'previous':
      return lastRun(table, ({ run }, index) => index < b && run.branch === branch);
    case 'days':
      return lastRun(table, ({ run }) => run.time <= time - Number(value || 7) * MS_A_DAY && run.branch === branch);
    case 'run':
      return lastRun(table, ({ run }) => run.id === value);
    case 'branch':
      return lastRun(table, ({ run }, index) => run.branch === value && index !== b);
  }
}

/** The baseline may lie before the window: it is looked for in the whole table. */
function lastRun(table: NightTable, holds: (entry: RunEntry, index: number) => boolean): number | undefined {
  for (let index = table.runs.length - 1; index >= 0; index--) {
    const entry = table.runs[index]!;
    if (hasResults(entry) && holds(entry, index)) {
      return index;
    }
  }
  return undefined;
}

function nothingToCompare({ kind, value }: Baseline): string {
  const what = {
    previous: 'an earlier run',
    run: `run ${value}`,
    days: `a run ${value} days earlier`,
    branch: `a run of branch ${value}`,
  };
  return `There is nothing to compare with: ${what[kind]} with results is not among the nights loaded.`;
}

function pairsOf(columns: SeriesColumns, metrics: readonly Metric[], a: number, b: number): Pair[] {
  return metrics.flatMap((metric) => {
    const pair = { a: valueAt(columns, metric, a), b: valueAt(columns, metric, b) };
    return pair.a === null && pair.b === null ? [] : [{ labels: columns.series.labels, metric, ...pair }];
  });
}

function valueAt({ runs, values }: SeriesColumns, metric: Metric, run: number): number | null {
  const at = runs.indexOf(run);
  const value = at < 0 ? undefined : values[metric.id]?.[at];
  return value === undefined || Number.isNaN(value) ? null : value;
}

type Verdict = 'better' | 'worse' | 'same' | 'new' | 'missing';

/** Returns whether going from A to B is better by the metric's direction. */
export function verdict(metric: Metric, a: number | null, b: number | null): Verdict {
  if (a === null || b === null) {
    return a === null ? 'new' : 'missing';
  }
  return a === b ? 'same' : b > a === (metric.direction === 'higher') ? 'better' : 'worse';
}

function emptyComparison({ query }: AnswerContext, notices: readonly Notice[]): Table {
  return { name: 'Comparison', refId: query.refId, type: 'table', notices, columns: [] };
}

function comparisonColumns({ table }: AnswerContext, pairs: readonly Pair[], a: number, b: number): Column[] {
  const night = (index: number) => {
    const { run } = table.runs[index]!;
    return `${new Date(run.time).toISOString().slice(0, 10)}, run ${run.id}`;
  };
  return [
    ...labelColumns(pairs.map(({ labels }) => labels)),
    { name: 'metric', displayName: 'Metric', type: 'string', values: pairs.map(({ metric }) => metric.label) },
    { name: 'unit', displayName: 'Unit', type: 'string', values: pairs.map(({ metric }) => metric.unit) },
    { name: 'a', displayName: `A: ${night(a)}`, type: 'number', decimals: 2, values: pairs.map((pair) => pair.a) },
    { name: 'b', displayName: `B: ${night(b)}`, type: 'number', decimals: 2, values: pairs.map((pair) => pair.b) },
    {
      name: 'difference',
      displayName: 'Difference',
      type: 'number',
      unit: 'percent',
      decimals: 1,
      values: pairs.map((pair) => percentChange(pair.a, pair.b)),
    },
    {
      name: 'verdict',
      displayName: 'Verdict',
      type: 'string',
      colors: { better: 'good', worse: 'bad', missing: 'bad', new: 'neutral', same: 'neutral' },
      values: pairs.map((pair) => verdict(pair.metric, pair.a, pair.b)),
    },
  ];
}
