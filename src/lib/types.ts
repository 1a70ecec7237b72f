/** A value that nobody changes, at any depth. */
export type DeepReadonly<T> =
  T extends ReadonlyArray<infer Item>
    ? ReadonlyArray<DeepReadonly<Item>>
    : T extends object
      ? { readonly [Name in keyof T]: DeepReadonly<T[Name]> }
      : T;

/** An object of JSON, by its fields' names. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether it is an object with fields, as JSON has them: neither a list nor null. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
