import { type TableRow } from '../columns';
import { type DataFrameJson } from './dataFrameJson';

/** Returns the rows of a frame as objects, by the names of its fields. */
export function rowsOfFrame({ schema, data }: DataFrameJson): TableRow[] {
  const names = schema.fields.map(({ name }) => name);
  return (data.values[0] ?? []).map((_, row) =>
    Object.fromEntries(
      names.map((name, field) => [name, (data.values[field]?.[row] ?? null) as string | number | null])
    )
  );
}
