import { parse } from 'yaml';

import { type InvalidRuns } from '../../core';
import { SourceError } from '../../sources/errors';
import { invalidRunsOf, UNSAID } from './invalidRuns';

/**
 * Returns the runs that a YAML text takes out: a list of `run`, with a `reason`; or their numbers alone, between commas.
 *
 * @throws SourceError `notConfigured` that names what is wrong. `path` says where.
 */
export function parseInvalidRuns(text: string, path: string): InvalidRuns {
  if (/^[\d,\s]*$/.test(text)) {
    return new Map(text.split(/[,\s]+/).flatMap((run) => (run ? [[run, UNSAID] as const] : [])));
  }
  let given: unknown;
  try {
    given = parse(text, { maxAliasCount: 0, intAsBigInt: true }) ?? [];
  } catch (error) {
    throw wrong(`${path}: ${(error as Error).message.split('\n', 1)[0]}`);
  }
  const read = invalidRunsOf(plain(given));
  if (!read.runs) {
    throw wrong(`${path}: ${read.problem}`);
  }
  return read.runs;
}

/** Numbers of runs have more digits than a number holds exactly. */
function plain(given: unknown): unknown {
  return JSON.parse(JSON.stringify(given, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)));
}

function wrong(message: string): SourceError {
  return new SourceError('notConfigured', message, {
    advice: 'Give a list with a run and a reason in each entry.',
  });
}
