import { LABELS, type Labels } from '../model/labels';
import { type Column } from '../model/table';
import { seriesName } from './seriesName';
import { shortModels } from './shortModels';
import { trendsPage } from './trendsPage';

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

/** Returns the label columns after one with the series' name, its model in short, for tables that have no room for all of them; and the page of its trends. */
export function seriesColumnsOf(rows: readonly Labels[]): Column[] {
  const [gpu, ...rest] = labelColumns(rows);
  const short = shortModels(rows.map(({ model }) => model));
  const name: Column = {
    name: 'name',
    displayName: 'Name',
    type: 'string',
    values: rows.map(
      (labels) => seriesName({ ...labels, ...(labels.model && { model: short(labels.model) }) }) || null
    ),
  };
  const page: Column = { name: 'page', type: 'string', values: rows.map(trendsPage) };
  return gpu ? [gpu, name, ...rest, page] : [];
}
