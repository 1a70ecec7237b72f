import * as v from 'valibot';

import { SourceError } from '../errors';

/**
 * Returns what GitHub answered, checked.
 * @throws SourceError of kind `corrupt` where it does not have GitHub's form; `advice` says what to do.
 */
export function parseAnswer<Schema extends v.GenericSchema>(
  schema: Schema,
  data: unknown,
  { url, what = 'answer', advice }: { readonly url: string; readonly what?: string; readonly advice?: string }
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, data);
  if (!parsed.success) {
    throw new SourceError('corrupt', `The ${what} is not GitHub's`, { request: { method: 'GET', url }, advice });
  }
  return parsed.output;
}
