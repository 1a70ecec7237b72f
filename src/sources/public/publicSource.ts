import pLimit from 'p-limit';
import * as v from 'valibot';

import { MS_PER_DAY, parseTime, type RunRecord, type WorkflowRun } from '../../core';
import { SourceError } from '../errors';
import { type Http } from '../http';
import { readEach } from '../readEach';
import { recordOf } from '../recordOf';
import { type RunSource, type RunWindow } from '../runSource';
import { changedText } from '../url/changedText';

/** A folder of nights: an index, and a file for each run beside it. */
interface PublicOptions {
  readonly http: Http;
  /** Address of the folder, with or without `index.json`. */
  readonly url: string;
  readonly now: () => number;
  /** How many files are read at once. */
  readonly concurrency?: number;
}

const LARGEST_INDEX = 4 * 1024 * 1024;
const LARGEST_FILE = 64 * 1024 * 1024;
const MOST_FILES = 10_000;
const CONCURRENCY = 8;
const FILE = /^(\d{4}-\d\d-\d\d)_(\d{1,20})\.json$/;
/** So long after its day a file that the index names and the folder lacks will not come any more. */
const FINAL_AFTER = 2 * MS_PER_DAY;

const indexSchema = v.object({ runs: v.pipe(v.array(v.unknown()), v.maxLength(MOST_FILES)) });

/** A file that the index names. */
interface Listed {
  readonly name: string;
  /** Milliseconds since 1970 at which its day begins, UTC. */
  readonly day: number;
  readonly run: WorkflowRun;
}

/**
 * Returns the source that reads a public folder of nights: `index.json` names the files, such as
 * `2026-10-09_37942261386.json`. Only files that are not known are asked for, and an index that is the same is not sent again.
 */
export function publicSource(options: PublicOptions): RunSource {
  const folder = options.url.replace(/\/+(index\.json)?$/, '');
  const url = `${folder}/index.json`;
  const index = changedText({ http: options.http, url, limit: LARGEST_INDEX });
  let listed: readonly Listed[] = [];
  // A run that is run again on its day is published under the same name: then the file is another one.
  const texts = new Map<string, ReturnType<typeof changedText>>();
  const textOf = (name: string) => {
    const known = texts.get(name) ?? changedText({ http: options.http, url: `${folder}/${name}`, limit: LARGEST_FILE });
    texts.set(name, known);
    return known;
  };
  return {
    async load(window, { signal, isKnown, onRecord } = {}) {
      const text = await index.read(signal);
      const isChanged = text !== undefined;
      if (isChanged) {
        listed = parseIndex(text, url);
        index.take();
      }
      const mayBeAnother = ({ day }: Listed) => isChanged && options.now() - day < FINAL_AFTER;
      const wanted = listed.filter((file) => isIn(window, file) && (!isKnown?.(file.run) || mayBeAnother(file)));
      const limit = pLimit(options.concurrency ?? CONCURRENCY);
      const read = (file: Listed) => limit(() => readFile(options, textOf(file.name), file, signal));
      return readEach(wanted, read, { signal, onRecord });
    },
  };
}

/** Days are counted whole: a run is listed by the day on which its results came. */
function isIn({ from, to }: RunWindow, { day }: Listed): boolean {
  return day + MS_PER_DAY > from && day <= to;
}

/** @throws SourceError `corrupt` where the text is no index. */
function parseIndex(text: string, url: string): Listed[] {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), indexSchema), text);
  const names = parsed.success ? parsed.output.runs.filter((name) => typeof name === 'string') : [];
  const matched = names.flatMap((name) => {
    const [, date, id] = FILE.exec(name) ?? [];
    return date && id ? [{ name, date, id }] : [];
  });
  if (!parsed.success || (names.length > 0 && matched.length === 0)) {
    throw new SourceError('corrupt', 'The answer is no index of nights', {
      request: { method: 'GET', url },
      advice: 'It must be JSON with a list "runs" of files such as 2026-10-09_37942261386.json.',
    });
  }
  const attempts = new Map<string, number>();
  const oldestFirst = matched.sort((a, b) => a.name.localeCompare(b.name));
  return oldestFirst
    .map(({ name, date, id }): Listed => {
      // A run that was run again has a file for each time.
      const attempt = (attempts.get(id) ?? 0) + 1;
      attempts.set(id, attempt);
      return { name, day: parseTime(date), run: runOf(id, attempt, `${date}T00:00:00Z`) };
    })
    .reverse();
}

/** Returns a run of which nothing else is known. */
export function runOf(id: string, attempt: number, createdAt: string): WorkflowRun {
  return { id, attempt, createdAt, commit: '', branch: '', event: '', conclusion: '' };
}

/** Returns the record of a file; undefined where it is what it was. */
async function readFile(
  { now }: PublicOptions,
  text: ReturnType<typeof changedText>,
  { run, day }: Listed,
  signal?: AbortSignal
): Promise<RunRecord | undefined> {
  try {
    const read = await text.read(signal);
    if (read === undefined) {
      return undefined;
    }
    text.take();
    const record = recordOf(run, read);
    return { ...record, workflowRun: { ...run, createdAt: timeOf(record.document) ?? run.createdAt } };
  } catch (error) {
    const isGone = error instanceof SourceError && error.kind === 'notFound' && now() - day > FINAL_AFTER;
    if (isGone) {
      return { workflowRun: run, absence: { kind: 'notFound', message: 'the index names a file that is not there' } };
    }
    throw error;
  }
}

/** The document's own time orders the runs of a day. */
function timeOf(document: unknown): string | undefined {
  const time = typeof document === 'object' && document !== null && 'timestamp' in document ? document.timestamp : '';
  return typeof time === 'string' && !Number.isNaN(parseTime(time)) ? time : undefined;
}
