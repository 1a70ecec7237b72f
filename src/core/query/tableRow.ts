import { type Table } from '../model/table';

/** One row of a table by the names of its columns. */
export type TableRow = Readonly<Record<string, string | number | null>>;

/** Returns a table's rows as objects, as JSON for programs that don't read data frames. */
export function rowsOf({ columns }: Pick<Table, 'columns'>): TableRow[] {
  const length = columns[0]?.values.length ?? 0;
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(columns.map((column) => [column.name, column.values[row] ?? null]))
  );
}
