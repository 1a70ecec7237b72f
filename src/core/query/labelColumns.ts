import { LABELS, type Labels, seriesName, trendsPage } from '../../catalogue/labels';
import { type Metric } from '../../catalogue/metrics';
import { type Column } from '../model/table';
import { shortModels } from './shortModels';

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

/** A metric of a series, or a series as a whole. */
interface Named {
  readonly labels: Labels;
  readonly metric?: Metric;
}

/**
 * Returns the series' name, its model in short, and the metric, for tables that have no room for all labels; then the labels that
 * any has, and the page of its trends.
 */
export function seriesColumnsOf(named: readonly Named[]): Column[] {
  const rows = named.map(({ labels }) => labels);
  const labels = labelColumns(rows);
  const short = shortModels(rows.map(({ model }) => model));
  const name: Column = {
    name: 'name',
    displayName: 'Name',
    type: 'string',
    values: rows.map(
      (labels) => seriesName({ ...labels, ...(labels.model && { model: short(labels.model) }) }) || null
    ),
  };
  const metric: Column = {
    name: 'metric',
    displayName: 'Metric',
    type: 'string',
    values: named.map((one) => one.metric?.label ?? null),
  };
  const page: Column = { name: 'page', type: 'string', values: rows.map(trendsPage) };
  return [name, metric, ...labels, page];
}
