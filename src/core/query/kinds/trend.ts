import * as v from 'valibot';

import { type Job } from '../../model/job';
import { type Column, type Table } from '../../model/table';
import { type AnswerContext } from '../answerContext';
import { makeLegend } from '../legend';
import { legendOption } from '../legendOption';
import { levelColumns } from '../levelColumns';
import { type Line, pointsOf } from '../lines';
import { queryKind } from '../queryKind';
import { metricsOf, type OptionValues } from '../queryOption';
import { relativeColumns, scaleOption } from '../scaleOption';
import { sensitivityOptions } from '../sensitivityOptions';

const options = {
  legend: legendOption,
  scale: scaleOption,
  levels: {
    label: 'Levels',
    help: 'Adds the level that detection sees, and for up to three lines the band that 95 of 100 quiet nights lie in.',
    field: { as: 'switch' },
    schema: v.optional(v.boolean(), false),
  },
  ...sensitivityOptions(({ levels }) => levels === true),
} as const;

type TrendContext = AnswerContext<OptionValues<typeof options>>;

/** More bands than that would hide each other. */
const MOST_BANDS = 3;

/** One time series for each series and metric that has values: time, value, and the ids that the links are made of. */
export const trendKind = queryKind({
  id: 'trend',
  label: 'Trend',
  help: 'One line per series and metric, night after night.',
  frame: 'timeseries-multi',
  metrics: ['output_throughput'],
  filters: 'series',
  options,
  needsHistory: ({ levels }) => levels,
  answer: trend,
});

function* trend(context: TrendContext): Job<Table[]> {
  const { query, selected } = context;
  const metrics = metricsOf(query.metrics);
  const found = selected.series.flatMap((columns) =>
    metrics.flatMap((metric): Line[] => {
      const points = ascending(context, columns.runs, pointsOf(columns, metric.id, selected.mask));
      return points.length > 0 ? [{ columns, metric, points }] : [];
    })
  );
  const labels = [...new Set(found.map(({ columns }) => columns.series.labels))];
  const legend = makeLegend(query.legend, labels, new Set(found.map(({ metric }) => metric.id)).size);
  const levels = query.levels ? levelColumns(context, found.length <= MOST_BANDS) : () => [];
  const tables: Table[] = [];
  for (const line of found) {
    const name = legend(line.columns.series.labels, line.metric);
    const { columns, links, ids } = timeSeries(context, line, name);
    const absolute = [...columns, ...levels(line, name)];
    const drawn = query.scale === 'relative' ? relativeColumns(absolute) : absolute;
    const linked = drawn.map((column) => (column.type === 'number' ? { ...column, links } : column));
    tables.push({ name, refId: query.refId, type: 'timeseries-multi', notices: [], columns: [...linked, ...ids] });
    yield;
  }
  return tables;
}

/** Runs stand in the order of their commits; a time series goes by time. */
function ascending({ table }: TrendContext, runs: Uint32Array, points: number[]): number[] {
  const timeAt = (at: number) => table.runs[runs[at]!]!.run.time;
  let last = -Infinity;
  for (const at of points) {
    const time = timeAt(at);
    if (time < last) {
      return points.sort((a, b) => timeAt(a) - timeAt(b));
    }
    last = time;
  }
  return points;
}

function timeSeries({ table, links }: TrendContext, { columns, metric, points }: Line, name: string) {
  const { series, runs } = columns;
  const values = columns.values[metric.id]!;
  const time: Column = { name: 'time', type: 'time', values: points.map((at) => table.runs[runs[at]!]!.run.time) };
  const value: Column = {
    name: metric.id,
    type: 'number',
    values: points.map((at) => values[at]!),
    displayName: name,
    description: metric.description,
    unit: metric.unit,
    labels: series.labels,
  };
  return {
    columns: [time, value],
    links: links.templates,
    ids: links.idColumns(points.map((at) => runs[at]!)),
  };
}
