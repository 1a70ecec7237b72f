/** An object of JSON, by its fields' names. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether it is an object with fields, as JSON has them: neither a list nor null. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
