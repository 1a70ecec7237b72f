import * as v from 'valibot';
import { parse } from 'yaml';

import { type Aliases, LABEL_NAMES } from '../../core';
import { SourceError } from '../../sources/errors';

const MOST = 1000;
const name = v.pipe(v.string('Expected a name in quotes'), v.minLength(1), v.maxLength(500));
const names = v.pipe(
  v.record(name, name),
  v.check((given) => Object.keys(given).length <= MOST, `Expected at most ${MOST} names`)
);
const schema = v.record(v.picklist(LABEL_NAMES, `Expected one of ${LABEL_NAMES.join(', ')}`), names);

/**
 * Returns the aliases in a YAML text: below each label, the name that was given up and the one that took its place.
 *
 * @throws SourceError `notConfigured` that names what is wrong. `path` says where.
 */
export function parseAliases(text: string, path: string): Aliases {
  let given: unknown;
  try {
    given = parse(text, { maxAliasCount: 0 }) ?? {};
  } catch (error) {
    throw wrong(`${path}: ${(error as Error).message.split('\n', 1)[0]}`);
  }
  const parsed = v.safeParse(schema, given);
  if (parsed.success) {
    return parsed.output;
  }
  const [issue] = parsed.issues;
  throw wrong(`${path}: ${v.getDotPath(issue) ?? 'text'}: ${issue.message}`);
}

function wrong(message: string): SourceError {
  return new SourceError('notConfigured', message, {
    advice: 'Give a label, such as gpu_config, and below it the former names with the present ones.',
  });
}
