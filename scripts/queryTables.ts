import { getDefault, type GenericSchema } from 'valibot';

import { METRICS, NIGHT_CHOICES, QUERY_KINDS, QUERY_OPTIONS, type QueryOption } from '../src/core';
import { code, markdown } from './markdown';

/** The tables of docs/queries.md that say what the code declares. `UPDATE_GOLDEN=1 npx jest documentation` writes them. */
export const QUERY_TABLES: Readonly<Record<string, string>> = {
  kinds: markdown(
    ['kind', 'answer', 'metrics if left out'],
    QUERY_KINDS.map(({ id, help, metrics }) => [code(id), help, metricsText(metrics)])
  ),
  options: markdown(
    ['option', 'of', 'meaning', 'values', 'default'],
    Object.entries(QUERY_OPTIONS).map(([name, option]) => [
      code(name),
      QUERY_KINDS.filter(({ options }) => name in options)
        .map(({ id }) => code(id))
        .join(', '),
      option.help,
      valuesText(option),
      code(JSON.stringify(getDefault(option.schema as GenericSchema & { default: unknown }))),
    ])
  ),
  nights: markdown(
    ['kind of night', 'meaning'],
    NIGHT_CHOICES.map(({ value, help }) => [code(value), help])
  ),
  metrics: markdown(
    ['id', 'name', 'unit', 'better'],
    METRICS.map(({ id, label, unit, direction }) => [code(id), label, unit, direction])
  ),
};

function metricsText(metrics: readonly string[] | undefined): string {
  return metrics ? metrics.map(code).join(', ') || 'all' : '';
}

function valuesText({ field }: QueryOption): string {
  switch (field.as) {
    case 'switch':
      return 'true, false';
    case 'choice':
    case 'choices':
      return field.choices.map(({ value }) => code(value)).join(', ');
    case 'percent':
      return '0 to 100';
    case 'legend':
      return 'a template';
    case 'night':
      return 'a night';
  }
}
