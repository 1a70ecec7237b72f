import { medianOf } from '../detect/levels/statistics';
import { type Column } from '../model/table';

/** So much around its median does a line show at least, in %: less is noise, and shall look like it. */
const AROUND = 5;

/** Percentages beyond this leave no room for those within the noise. */
const FAR = 100;

/**
 * Returns the axis of lines, whose values may be percentages themselves: 5 % around their medians, at least. One line that changed
 * to a multiple would press all others flat: percentages further off are drawn by their logarithm then.
 */
export function axisOf(columns: readonly Column[], isRelative: boolean): Column['axis'] {
  const lines = columns.flatMap(({ type, role, values }) => {
    const numbers = values.filter((value): value is number => typeof value === 'number');
    return type === 'number' && !role && numbers.length > 0 ? [Float64Array.from(numbers)] : [];
  });
  if (lines.length === 0) {
    return undefined;
  }
  const medians = lines.map(medianOf);
  const [least, most] = [Math.min(...medians), Math.max(...medians)];
  if (!isRelative) {
    return { soft: [least * (1 - AROUND / 100), most * (1 + AROUND / 100)] };
  }
  const isFar = lines.some((line) => line.some((value) => value > FAR));
  return { soft: [least - AROUND, most + AROUND], ...(isFar && { linearUpTo: 2 * AROUND }) };
}
