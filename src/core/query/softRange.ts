import { medianOf } from '../detect/levels/medianOf';
import { type Column } from '../model/table';

/** So much around its median does a line show at least, in %: less is noise, and shall look like it. */
const AROUND = 5;

/** Returns what an axis shows at least: 5 % around the medians of its lines, whose values may be percentages themselves. */
export function softRange(columns: readonly Column[], isRelative: boolean): Column['softRange'] {
  const medians = columns.flatMap(({ type, role, values }) => {
    const numbers = values.filter((value): value is number => typeof value === 'number');
    return type === 'number' && !role && numbers.length > 0 ? [medianOf(Float64Array.from(numbers))] : [];
  });
  if (medians.length === 0) {
    return undefined;
  }
  const [least, most] = [Math.min(...medians), Math.max(...medians)];
  return isRelative ? [least - AROUND, most + AROUND] : [least * (1 - AROUND / 100), most * (1 + AROUND / 100)];
}
