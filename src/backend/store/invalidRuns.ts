import * as v from 'valibot';

import { type InvalidRuns } from '../../core';
import { asSourceError, SourceError } from '../../sources/errors';
import { type Files } from './files';

/** The archive's own list. */
const FILE = 'invalid-runs.json';
const MOST = 10_000;
export const UNSAID = 'no reason was given';

const id = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform(String),
  v.regex(/^\d{1,20}$/, "Expected a run's number, such as 21338741812")
);
const schema = v.pipe(
  v.array(v.object({ run: id, reason: v.optional(v.pipe(v.string(), v.maxLength(500)), UNSAID) }), 'Expected a list'),
  v.maxLength(MOST)
);

/** Returns the runs of a list of `run` and `reason`, or the first thing that is wrong with it. */
export function invalidRunsOf(
  given: unknown
): { readonly runs: InvalidRuns } | { readonly runs?: undefined; readonly problem: string } {
  const parsed = v.safeParse(schema, given);
  if (parsed.success) {
    return { runs: new Map(parsed.output.map(({ run, reason }) => [run, reason])) };
  }
  const [issue] = parsed.issues;
  return { problem: `${v.getDotPath(issue) ?? 'text'}: ${issue.message}` };
}

/** Returns the runs that an archive's own list takes out. @throws SourceError where it can't be read. */
export async function readInvalidRuns(files: Pick<Files, 'path' | 'read'>): Promise<InvalidRuns> {
  const text = await files.read(FILE);
  if (text === undefined) {
    return new Map();
  }
  const request = { method: 'READ', url: `${files.path}/${FILE}` };
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw asSourceError(error, request);
  }
  const read = invalidRunsOf(given);
  if (!read.runs) {
    throw new SourceError('corrupt', `The list of invalid runs is wrong: ${read.problem}`, { request });
  }
  return read.runs;
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
