import { type Column } from '../model/table';

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
