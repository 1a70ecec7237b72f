import { attributeOf, type AttributeId, runAttribute, seriesAttribute } from '../model/attributes';
import { type NightTable } from '../flatten/nightTable';
import { select, type Selection } from './selection';

/**
 * Returns the values that an attribute has under the other conditions of the selection, each once, sorted by number
 * where they are numbers. A condition on the attribute itself is left out, so that a chooser offers the alternatives.
 */
export function values(table: NightTable, attribute: AttributeId, selection: Selection): string[] {
  const others = { ...selection, filter: { ...selection.filter, [attribute]: [] } };
  const { runs, mask, series } = select(table, others);
  const found = new Set(
    attributeOf(attribute).of === 'run'
      ? runs.map((index) => runAttribute(table.runs[index]!.run, attribute))
      : series
          .filter((columns) => columns.runs.some((run) => mask[run] === 1))
          .map((columns) => seriesAttribute(columns.series.labels, attribute))
  );
  found.delete('');
  return [...found].sort(byNumberThenText);
}

const collator = new Intl.Collator('en', { numeric: true });

function byNumberThenText(a: string, b: string): number {
  return collator.compare(a, b);
}
