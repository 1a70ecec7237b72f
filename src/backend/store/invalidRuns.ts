import * as v from 'valibot';
import { parse } from 'yaml';

import { type InvalidRuns } from '../../core';
import { SourceError } from '../../sources/errors';
import { type Files } from './files';

/** The archive's own list. */
const FILE = 'invalid-runs.json';
const MOST = 10_000;
const UNSAID = 'no reason was given';

const id = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform(String),
  v.regex(/^\d{1,20}$/, "Expected a run's number, such as 21338741812")
);
const schema = v.pipe(
  v.array(v.object({ run: id, reason: v.optional(v.pipe(v.string(), v.maxLength(500)), UNSAID) }), 'Expected a list'),
  v.maxLength(MOST)
);

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
  const parsed = v.safeParse(schema, plain(given));
  if (parsed.success) {
    return new Map(parsed.output.map(({ run, reason }) => [run, reason]));
  }
  const [issue] = parsed.issues;
  throw wrong(`${path}: ${v.getDotPath(issue) ?? 'text'}: ${issue.message}`);
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

/** Returns the runs that an archive's own list takes out. @throws SourceError where it can't be read. */
export async function readInvalidRuns(files: Pick<Files, 'path' | 'read'>): Promise<InvalidRuns> {
  const text = await files.read(FILE);
  return text === undefined ? new Map() : parseInvalidRuns(text, `${files.path}/${FILE}`);
}

/** Writes an archive's own list. */
export async function writeInvalidRuns(files: Pick<Files, 'write'>, invalid: InvalidRuns): Promise<void> {
  const list = [...invalid].map(([run, reason]) => ({ run, reason }));
  await files.write(FILE, `${JSON.stringify(list, undefined, 2)}\n`);
}

/** The runs that are taken out now: those that were given, and those of the archive's own list, which may change at any time. */
export class TakenOut {
  readonly runs: Map<string, string>;

  constructor(
    private readonly given: InvalidRuns = new Map(),
    private readonly archive?: { invalidRuns(): Promise<InvalidRuns> }
  ) {
    this.runs = new Map(given);
  }

  /** Reads the archive's list, and returns whether other runs are taken out since. */
  async read(): Promise<boolean> {
    const now = new Map([...this.given, ...((await this.archive?.invalidRuns()) ?? [])]);
    const isSame = now.size === this.runs.size && [...now].every(([run, reason]) => this.runs.get(run) === reason);
    if (!isSame) {
      this.runs.clear();
      now.forEach((reason, run) => this.runs.set(run, reason));
    }
    return !isSame;
  }
}
