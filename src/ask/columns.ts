import { LABELS, type Labels, seriesName, trendsPage } from '../catalogue/labels';
import { type Metric } from '../catalogue/metrics';
import { type Column, type Table } from '../model/table';
import { shortModels } from './shortModels';

type Base = Omit<Column, 'name' | 'type' | 'values' | 'displayName'>;

/** How one column is made of rows. */
export type ColumnSpec<Row> = Base & {
  readonly name: string;
  /** Its heading; a column without one is hidden. */
  readonly title?: string;
} & (
    | { readonly type: 'time' | 'number'; readonly of: (row: Row) => number | null | undefined }
    | { readonly type: 'string'; readonly of: (row: Row) => string | null | undefined }
  );

/** Returns the columns that the specifications make of the rows. */
export function columnsOf<Row>(rows: readonly Row[], specs: ReadonlyArray<ColumnSpec<Row>>): Column[] {
  return specs.map(({ title, ...spec }): Column => {
    const heading = title === undefined ? { hidden: true } : { displayName: title };
    if (spec.type === 'string') {
      const { of, ...rest } = spec;
      return { ...rest, ...heading, values: rows.map((row) => of(row) || null) };
    }
    const { of, ...rest } = spec;
    return { ...rest, ...heading, values: rows.map((row) => of(row) ?? null) };
  });
}

/** One row of a table by the names of its columns. */
export type TableRow = Readonly<Record<string, string | number | null>>;

/** Returns a table's rows as objects, as JSON for programs that don't read data frames. */
export function rowsOf({ columns }: Pick<Table, 'columns'>): TableRow[] {
  const length = columns[0]?.values.length ?? 0;
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(columns.map((column) => [column.name, column.values[row] ?? null]))
  );
}

/** Returns a column for each label that any of the rows has; lengths and batch sizes as numbers, so that they sort. */
export function labelColumns(rows: readonly Labels[]): Column[] {
  return LABELS.filter(({ name }) => rows.some((labels) => labels[name] !== undefined)).map(
    ({ name, title, numeric }) => {
      const base = { name, displayName: title };
      const texts = rows.map((labels) => labels[name] ?? null);
      return numeric
        ? { ...base, type: 'number', values: texts.map((text) => (text === null ? null : Number(text))) }
        : { ...base, type: 'string', values: texts };
    }
  );
}

/** A metric of a series, or a series as a whole. */
interface Named {
  readonly labels: Labels;
  readonly metric?: Metric;
}

/**
 * Returns the series' name, its model in short, and the metric, for tables that have no room for all labels; then the labels that
 * any has, and the page of its trends.
 */
export function seriesColumnsOf(named: readonly Named[]): Column[] {
  const rows = named.map(({ labels }) => labels);
  const labels = labelColumns(rows);
  const short = shortModels(rows.map(({ model }) => model));
  const name: Column = {
    name: 'name',
    displayName: 'Name',
    type: 'string',
    values: rows.map(
      (labels) => seriesName({ ...labels, ...(labels.model && { model: short(labels.model) }) }) || null
    ),
  };
  const metric: Column = {
    name: 'metric',
    displayName: 'Metric',
    type: 'string',
    values: named.map((one) => one.metric?.label ?? null),
  };
  const page: Column = { name: 'page', type: 'string', values: rows.map(trendsPage) };
  return [name, metric, ...labels, page];
}
