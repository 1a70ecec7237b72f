import { type SeriesColumns } from '../../table/nightTable';
import { METRICS, type Metric, type MetricId } from '../../catalogue/metrics';
import { type Column, type Table } from '../../model/table';
import { type AnswerContext } from '../answerContext';
import { chosenMask } from '../selection';
import { labelColumns } from '../columns';
import { makeLegend } from '../legend';
import { pointsOf } from '../lines';
import { percentChange } from '../percent';
import { tableOf } from '../queryKind';
import { metricsOf } from '../queryOption';
import { type LatestOptions } from '../kinds/latest';
import { seriesKey } from '../seriesKey';

/** The newest value of one metric of a series, and the one before it on the same branch. */
interface Newest {
  readonly run: number;
  readonly value: number;
  readonly before: number | null;
}

interface LatestRow {
  readonly columns: SeriesColumns;
  readonly run: number;
  readonly newest: ReadonlyArray<Newest | null>;
  /** Whether it is there a second time, as a part of the front. */
  readonly isFront?: boolean;
}

/**
 * One row per series: for each metric its latest value and the change in % to the run before, and the run, its age in
 * seconds and its links; with a legend, the row's name. Unless the query asks for branches, the main branch is meant.
 * Where the metrics of a series end in different runs, the newest run is shown and the others are empty.
 */
export function latestAnswer(context: AnswerContext<LatestOptions>): Table[] {
  const { query, selected } = context;
  const mask = chosenMask(context);
  const asked = metricsOf(query.metrics);
  const metrics = asked.filter(({ id }) => selected.series.some((columns) => columns.values[id]));
  const found = selected.series.flatMap((columns) => latestRow(columns, metrics, { ...context, mask }));
  const rows = query.front ? withFront(found, metrics) : found;
  if (rows.length === 0) {
    return [];
  }
  return [
    tableOf('Latest', query.refId, [
      ...nameColumn(query.legend, rows),
      ...labelColumns(rows.map(({ columns }) => columns.series.labels)),
      ...metrics.flatMap((metric, index) =>
        metricColumns(
          metric,
          rows.map((row) => row.newest[index] ?? null)
        )
      ),
      ...runColumns(
        context,
        rows.map((row) => row.run)
      ),
      // The same of other sources: tables of two are joined by it.
      { name: 'series', type: 'string', values: rows.map(({ columns }) => seriesKey(columns.series)), hidden: true },
    ]),
  ];
}

const FRONT = 'Front';

/** Sorted by the first metric, as a line is drawn, with those that no other beats in all metrics once more at the end. */
function withFront(rows: readonly LatestRow[], metrics: readonly Metric[]): LatestRow[] {
  const valueOf = ({ newest }: LatestRow, at: number) => {
    const value = newest[at]?.value ?? NaN;
    return metrics[at]?.direction === 'lower' ? -value : value;
  };
  const complete = rows.filter(({ newest }) => newest.every((one) => one !== null));
  const beats = (one: LatestRow, other: LatestRow) =>
    metrics.every((_, at) => valueOf(one, at) >= valueOf(other, at)) &&
    metrics.some((_, at) => valueOf(one, at) > valueOf(other, at));
  const byFirst = (a: LatestRow, b: LatestRow) => (a.newest[0]?.value ?? 0) - (b.newest[0]?.value ?? 0);
  const front = complete.filter((row) => !complete.some((other) => beats(other, row)));
  return [...[...rows].sort(byFirst), ...front.sort(byFirst).map((row) => ({ ...row, isFront: true }))];
}

/** Where the query has a legend it names the rows, as charts with a category need it. */
function nameColumn(template: string, rows: readonly LatestRow[]): Column[] {
  if (template.trim() === '') {
    return [];
  }
  const legend = makeLegend(
    template,
    rows.map(({ columns }) => columns.series.labels),
    1
  );
  const values = rows.map(({ columns, isFront }) => (isFront ? FRONT : legend(columns.series.labels, METRICS[0]!)));
  return [{ name: 'name', displayName: 'Name', type: 'string', values }];
}

type Masked = Pick<AnswerContext<LatestOptions>, 'table'> & { readonly mask: Uint8Array };

function latestRow(columns: SeriesColumns, metrics: readonly Metric[], context: Masked): LatestRow[] {
  const newest = metrics.map(({ id }) => newestOf(columns, id, context));
  const run = Math.max(...newest.map((one) => one?.run ?? -1));
  return run < 0 ? [] : [{ columns, run, newest: newest.map((one) => (one?.run === run ? one : null)) }];
}

function newestOf(columns: SeriesColumns, metric: MetricId, { table, mask }: Masked): Newest | null {
  const points = pointsOf(columns, metric, mask);
  const values = columns.values[metric];
  const last = points.at(-1);
  if (last === undefined || !values) {
    return null;
  }
  const branchAt = (at: number) => table.runs[columns.runs[at]!]!.run.branch;
  const before = points.slice(0, -1).findLast((at) => branchAt(at) === branchAt(last));
  return { run: columns.runs[last]!, value: values[last]!, before: before === undefined ? null : values[before]! };
}

function metricColumns(metric: Metric, newest: ReadonlyArray<Newest | null>): Column[] {
  return [
    {
      name: metric.id,
      displayName: metric.label,
      description: metric.description,
      type: 'number',
      unit: metric.unit,
      values: newest.map((one) => one?.value ?? null),
    },
    {
      name: `${metric.id}_change`,
      displayName: `${metric.label}, change`,
      description: 'Change to the run before.',
      type: 'number',
      unit: 'percent',
      decimals: 1,
      values: newest.map((one) => (one ? percentChange(one.before, one.value) : null)),
    },
  ];
}

function runColumns({ table, links, now }: AnswerContext<LatestOptions>, rows: readonly number[]): Column[] {
  const runs = rows.map((index) => table.runs[index]!.run);
  const runLink = [{ title: 'Workflow run', url: '{run_url}' }];
  return [
    { name: 'time', displayName: 'Date', type: 'time', values: runs.map((run) => run.time) },
    {
      name: 'age',
      displayName: 'Age',
      type: 'number',
      unit: 's',
      values: runs.map((run) => Math.round((now - run.time) / 1000)),
    },
    { name: 'run', displayName: 'Run', type: 'string', values: runs.map((run) => run.id), links: runLink },
    { name: 'run_url', type: 'string', values: rows.map(links.run), hidden: true },
  ];
}
