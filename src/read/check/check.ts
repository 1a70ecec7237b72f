import * as v from 'valibot';

import { type Issue, makeIssue } from '../../model/issue';

type Checked<T> =
  { readonly value: T; readonly issue?: undefined } | { readonly value?: undefined; readonly issue: Issue };

/**
 * Returns what the schema makes of `input`, or the first thing that is wrong with it, as an issue. Where `input` is, `where`
 * says only then: there are hundreds of rows in a night, and hardly ever is one wrong.
 */
export function check<T extends v.GenericSchema>(
  schema: T,
  input: unknown,
  where: () => string
): Checked<v.InferOutput<T>> {
  const result = v.safeParse(schema, input, { abortEarly: true });
  if (result.success) {
    return { value: result.output };
  }
  const [first] = result.issues;
  const field = v.getDotPath(first);
  const path = where();
  const kind = first.input === undefined ? 'missingField' : 'wrongType';
  return {
    issue: makeIssue(
      kind,
      field ? `${path}.${field}` : path,
      first.type === 'custom' ? first.message : (first.expected ?? first.message),
      first.input
    ),
  };
}
