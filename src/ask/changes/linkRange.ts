import { MS_PER_DAY } from '../../lib/time';
import { type ColumnSpec } from '../columns';
import { type Scope } from './scope';

/** So much before a change is shown, for it to be seen as one. */
const BEFORE = 14 * MS_PER_DAY;

/**
 * Returns the time range in which a row's change is seen, for links: the one asked for, and what was before the change. They are
 * texts, for Grafana writes numbers as people read them.
 */
export function linkRange<Row>(
  { window, timeOf }: Pick<Scope, 'window' | 'timeOf'>,
  runOf: (row: Row) => number
): Array<ColumnSpec<Row>> {
  const from = (row: Row) => Math.min(window.from, timeOf(runOf(row)) - BEFORE);
  return [
    { name: 'link_from', type: 'string', of: (row) => String(from(row)) },
    { name: 'link_to', type: 'string', of: () => String(window.to) },
  ];
}
