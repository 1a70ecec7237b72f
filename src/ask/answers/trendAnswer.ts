import { type Column, type Notice, type Table } from '../../model/table';
import { type AnswerContext } from '../answerContext';
import { axisOf } from '../axisOf';
import { type TrendOptions } from '../kinds/trend';
import { makeLegend } from '../legend';
import { levelColumns } from '../levelColumns';
import { type Line, mostChanged, pointsOf, strokesOf } from '../lines';
import { metricsOf } from '../queryOption';
import { relativeColumns } from '../relativeColumns';

/** More bands than that would hide each other. */
const MOST_BANDS = 3;

/** More lines than that can't be told apart. */
const EIGHT = 8;

/** One time series for each series and metric that has values: time, value, and the ids that the links are made of. */
export function trendAnswer(context: AnswerContext<TrendOptions>): Table[] {
  const { query, selected } = context;
  const metrics = metricsOf(query.metrics);
  const found = selected.series.flatMap((columns) =>
    metrics.flatMap((metric): Line[] => {
      const points = ascending(context, columns.runs, pointsOf(columns, metric.id, selected.mask));
      return points.length > 0 ? [{ columns, metric, points }] : [];
    })
  );
  const shown = query.most === 'eight' ? mostChanged(found, EIGHT, context.findings) : found;
  const tables = linesOf(context, shown);
  const [first, ...rest] = tables;
  return first && shown.length < found.length ? [{ ...first, notices: [tooMany(found.length)] }, ...rest] : tables;
}

function tooMany(count: number): Notice {
  const text = `${count} lines match: these are the ${EIGHT} that changed most. Choose a GPU configuration, a variant or another value to see others.`;
  return { severity: 'info', text };
}

/** With levels, lines have colours and dashes by what they are, and an axis that leaves noise small. */
function linesOf(context: AnswerContext<TrendOptions>, lines: readonly Line[]): Table[] {
  const { query } = context;
  const isRelative = query.scale === 'relative';
  const labels = [...new Set(lines.map(({ columns }) => columns.series.labels))];
  const legend = makeLegend(query.legend, labels, new Set(lines.map(({ metric }) => metric.id)).size);
  const levels = query.levels ? levelColumns(context.findings, lines.length <= MOST_BANDS) : () => [];
  const strokeOf = strokesOf(lines);
  const links = context.links.templates;
  let nights: Nights | undefined;
  const drawn = lines.map((line) => {
    nights = nightsOf(context, line, nights);
    const name = legend(line.columns.series.labels, line.metric);
    const absolute = [nights.time, valueColumn(line, name), ...levels(line, name)];
    return { line, name, ids: nights.ids, columns: isRelative ? relativeColumns(absolute) : absolute };
  });
  const axis = query.levels
    ? axisOf(
        drawn.flatMap(({ columns }) => columns),
        isRelative
      )
    : undefined;
  return drawn.map(({ line, name, ids, columns }) => ({
    name,
    refId: query.refId,
    type: 'timeseries-multi',
    notices: [],
    columns: [
      ...columns.map((column) =>
        column.type === 'number'
          ? { ...column, ...(!column.role && { links }), ...(query.levels && { stroke: strokeOf(line), axis }) }
          : column
      ),
      ...ids,
    ],
  }));
}

/** The runs of a line's points, and the columns that they make. */
interface Nights {
  readonly runs: readonly number[];
  readonly time: Column;
  readonly ids: readonly Column[];
}

/** Most lines have the same nights as the one before: then they share the columns. */
function nightsOf({ table, links }: AnswerContext<TrendOptions>, { columns, points }: Line, before?: Nights): Nights {
  const runs = points.map((at) => columns.runs[at]!);
  if (before?.runs.length === runs.length && runs.every((run, index) => run === before.runs[index])) {
    return before;
  }
  const time: Column = { name: 'time', type: 'time', values: runs.map((run) => table.runs[run]!.run.time) };
  return { runs, time, ids: links.idColumns(runs) };
}

/** Runs stand in the order of their commits; a time series goes by time. */
function ascending({ table }: AnswerContext<TrendOptions>, runs: Uint32Array, points: number[]): number[] {
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

function valueColumn({ columns, metric, points }: Line, name: string): Column {
  const values = columns.values[metric.id]!;
  return {
    name: metric.id,
    type: 'number',
    values: points.map((at) => values[at]!),
    displayName: name,
    description: metric.description,
    unit: metric.unit,
    labels: { ...columns.series.labels, metric: metric.id },
  };
}
