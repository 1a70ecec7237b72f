import { medianOf } from '../detect/levels/statistics';
import { type Column } from '../model/table';

/** Nights at the beginning of a line that say what it is compared with: one of them alone may be an outlier. */
const FIRST = 7;

/**
 * Returns columns in % from the level at the beginning of the first of them. The beginning, and not the present, is what they
 * are compared with: then what changed meanwhile shows as a step away from 0, and what recovered comes back to it.
 */
export function relativeColumns(columns: readonly Column[]): Column[] {
  const values = columns.find(({ type }) => type === 'number')?.values ?? [];
  const first = values.filter((value): value is number => typeof value === 'number').slice(0, FIRST);
  const reference = first.length > 0 ? medianOf(Float64Array.from(first)) : 0;
  return columns.map((column) =>
    column.type === 'number'
      ? {
          ...column,
          unit: 'percent',
          decimals: 1,
          values: column.values.map((value) =>
            value === null || reference <= 0 ? null : 100 * (value / reference - 1)
          ),
        }
      : column
  );
}
