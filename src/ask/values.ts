import {
  ATTRIBUTE_IDS,
  attributeOf,
  type AttributeId,
  runAttribute,
  seriesAttribute,
  isOfSeries,
} from '../catalogue/attributes';
import { compareTexts } from '../lib/compareTexts';
import { type NightTable } from '../table/nightTable';
import { select, type Selection } from './selection';

/** The values of attributes, sorted, numbers by size. */
export type AttributeValues = Readonly<Partial<Record<AttributeId, readonly string[]>>>;

/**
 * Returns the values that each of the attributes has under the other conditions of the selection, each once. A condition
 * on the attribute itself is left out, so that a chooser offers the alternatives.
 */
export function values(
  table: NightTable,
  selection: Selection,
  attributes: readonly AttributeId[] = ATTRIBUTE_IDS
): AttributeValues {
  return Object.fromEntries(attributes.map((id) => [id, valuesOfOne(table, id, selection)]));
}

function valuesOfOne(table: NightTable, id: AttributeId, selection: Selection): string[] {
  const others = { ...selection, filter: { ...selection.filter, [id]: [] } };
  const { runs, mask, series } = select(table, others);
  const found = new Set(
    !isOfSeries(attributeOf(id))
      ? runs.map((index) => runAttribute(table.runs[index]!.run, id))
      : series
          .filter((columns) => columns.runs.some((run) => mask[run] === 1))
          .map((columns) => seriesAttribute(columns.series.labels, id))
  );
  found.delete('');
  return [...found].sort(compareTexts);
}
