import { type DataFrameJson } from '../core';

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
