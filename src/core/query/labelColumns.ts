import { ALL_LABELS, type Labels } from '../model/series';
import { type Column } from '../model/table';
import { seriesName } from './seriesName';

const NAMES: Readonly<Record<string, string>> = {
  gpu_config: 'GPU configuration',
  model: 'Model',
  variant: 'Variant',
  batch_size: 'Batch size',
  input_len: 'Input length',
  output_len: 'Output length',
  server_args: 'Server arguments',
  test_suite: 'Test suite',
  test_name: 'Test',
};

const NUMERIC = new Set(['batch_size', 'input_len', 'output_len']);

/** Returns a column for each label that any of the rows has; lengths and batch sizes as numbers, so that they sort. */
export function labelColumns(rows: readonly Labels[]): Column[] {
  return ALL_LABELS.filter((name) => rows.some((labels) => labels[name] !== undefined)).map((name) => {
    const base = { name, displayName: NAMES[name] ?? name };
    return NUMERIC.has(name)
      ? {
          ...base,
          type: 'number',
          values: rows.map((labels) => (labels[name] === undefined ? null : Number(labels[name]))),
        }
      : { ...base, type: 'string', values: rows.map((labels) => labels[name] ?? null) };
  });
}

/** Returns the label columns after one with the series' name, for tables that have no room for all of them. */
export function seriesColumnsOf(rows: readonly Labels[]): Column[] {
  const [gpu, ...rest] = labelColumns(rows);
  const name: Column = {
    name: 'name',
    displayName: 'Name',
    type: 'string',
    values: rows.map((labels) => seriesName(labels) || null),
  };
  return gpu ? [gpu, name, ...rest] : [];
}
