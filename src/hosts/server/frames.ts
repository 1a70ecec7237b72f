import { type DataFrameJson, findMetric, LABEL_NAMES } from '../../core';

/** How Go's frames name the types of fields. */
const GO_TYPES = { time: 'time.Time', number: 'float64', string: 'string' } as const;

/** Returns a frame with what Go needs to read it: the exact type of each field. Times of a series are never null. */
export function goFrame({ schema, data }: DataFrameJson): unknown {
  const fields = schema.fields.map((field, at) => ({
    ...field,
    typeInfo: { frame: GO_TYPES[field.type], nullable: field.type !== 'time' || hasNull(data.values[at]) },
  }));
  return { schema: { ...schema, fields }, data };
}

function hasNull(values: readonly unknown[] = []): boolean {
  return values.includes(null);
}

/** How Go's frames say what they are. */
const META = { type: 'numeric-wide', typeVersion: [0, 1] };

/**
 * Returns a table of latest values as alert rules and expressions read it: one number for each series and metric, with the
 * labels of the series. What is no metric, such as a batch size, is no number there.
 */
export function numericWide({ schema, data }: DataFrameJson): DataFrameJson {
  const rows = (data.values[0] ?? []).map((_, row) => row);
  const labelsOf = (row: number) =>
    Object.fromEntries(
      schema.fields.flatMap(({ name }, at) => {
        const value = data.values[at]?.[row];
        const isLabel = LABEL_NAMES.some((label) => label === name);
        return isLabel && value !== null && value !== undefined ? [[name, String(value)]] : [];
      })
    );
  const numbers = schema.fields.flatMap((field, at) =>
    findMetric(field.name)
      ? rows.map((row) => ({ field: { ...field, labels: labelsOf(row) }, values: [data.values[at]?.[row] ?? null] }))
      : []
  );
  return {
    schema: { ...schema, meta: { ...schema.meta, ...META }, fields: numbers.map(({ field }) => field) },
    data: { values: numbers.map(({ values }) => values) },
  };
}
