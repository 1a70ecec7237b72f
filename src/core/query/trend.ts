import { type Metric, type MetricId, METRICS, metricOf } from '../model/metrics';
import { type Column, type Table } from '../model/table';
import { type AnswerContext } from './answerContext';
import { makeLegend } from './legend';
import { levelColumns } from './levelColumns';
import { type SeriesColumns } from '../flatten/nightTable';

/** Returns one time series table for each series and metric that has values: time, value, and the links of each point. */
export function trend(context: AnswerContext): Table[] {
  const { query, selected } = context;
  const metrics = metricsOf(query.metrics);
  const pairs = selected.series.flatMap((columns) =>
    metrics.filter(({ id }) => columns.values[id]).map((metric) => ({ columns, metric }))
  );
  const found = pairs.flatMap(({ columns, metric }) => {
    const points = pointsOf(columns, metric.id, selected.mask);
    return points.length > 0 ? [{ columns, metric, points }] : [];
  });
  const labels = [...new Set(found.map(({ columns }) => columns.series.labels))];
  const legend = makeLegend(query.legend, labels, new Set(found.map(({ metric }) => metric.id)).size);
  const draw = query.levels ? levelColumns(context, found.length <= MOST_BANDS) : () => [];
  return found.map((line) => {
    const name = legend(line.columns.series.labels, line.metric);
    const table = timeSeries(context, line, name);
    return { ...table, columns: [...table.columns, ...draw(line, name)] };
  });
}

/** More bands than that would hide each other. */
const MOST_BANDS = 3;

/** One line: a metric of a series, at these positions in its columns. */
export interface Line {
  readonly columns: SeriesColumns;
  readonly metric: Metric;
  readonly points: readonly number[];
}

/** Returns the metrics asked for; none asked means all. */
export function metricsOf(ids: readonly MetricId[]): readonly Metric[] {
  return ids.length > 0 ? ids.map(metricOf) : METRICS;
}

/** Returns the positions in the series' columns where a run of the mask has a value. */
export function pointsOf(columns: SeriesColumns, metric: MetricId, mask: Uint8Array): number[] {
  const values = columns.values[metric];
  const points: number[] = [];
  for (let at = 0; values && at < values.length; at++) {
    if (mask[columns.runs[at]!] === 1 && !Number.isNaN(values[at])) {
      points.push(at);
    }
  }
  return points;
}

function timeSeries({ table, links, query }: AnswerContext, { columns, metric, points }: Line, name: string): Table {
  const { series, runs } = columns;
  const values = columns.values[metric.id]!;
  const value: Column = {
    name: metric.id,
    type: 'number',
    values: points.map((at) => values[at]!),
    displayName: name,
    description: metric.description,
    unit: metric.grafanaUnit,
    labels: series.labels,
    links: POINT_LINKS,
  };
  const time: Column = { name: 'time', type: 'time', values: points.map((at) => table.runs[runs[at]!]!.run.time) };
  const address = (column: string, of: ReadonlyArray<string | null>): Column => ({
    name: column,
    type: 'string',
    values: points.map((at) => of[runs[at]!] ?? null),
    hidden: true,
  });
  return {
    name,
    refId: query.refId,
    type: 'timeseries-multi',
    notices: [],
    columns: [
      time,
      value,
      address('run_url', links.run),
      address('commit_url', links.commit),
      address('compare_url', links.compare),
    ],
  };
}

const POINT_LINKS = [
  { title: 'Workflow run', column: 'run_url' },
  { title: 'Commit', column: 'commit_url' },
  { title: 'Commits since the run before', column: 'compare_url' },
];
