import pLimit from 'p-limit';
import * as v from 'valibot';

import { dateText, MS_PER_DAY, parseFile, parseTime, type RunRecord, type WorkflowRun } from '../../core';
import { SourceError } from '../errors';
import { type Http } from '../http';
import { readEach } from '../readEach';
import { type NightFile, recordOfFiles } from '../recordOf';
import { type RunSource, type RunWindow } from '../runSource';
import { changedText } from '../url/changedText';
import { runOf } from './publicSource';

/** A folder of a public repository, where its files are listed, and where they lie. */
interface FolderAddress {
  /** GitHub's listing of the whole tree: https://docs.github.com/en/rest/git/trees#get-a-tree */
  readonly listing: string;
  /** Base of the files themselves. */
  readonly files: string;
  /** The folder's path in the repository. */
  readonly path: string;
}

interface FolderOptions extends FolderAddress {
  readonly http: Http;
  readonly now: () => number;
  /** How many files are read at once. */
  readonly concurrency?: number;
}

const LARGEST_LISTING = 32 * 1024 * 1024;
const LARGEST_FILE = 64 * 1024 * 1024;
const MOST_FILES = 20_000;
/** So many files of one night are read. */
const MOST_FILES_OF_A_NIGHT = 200;
const CONCURRENCY = 8;
/** So long after its day a night may be published anew. */
const SETTLED_AFTER = 2 * MS_PER_DAY;

const FOLDER = /^(https?:\/\/[^/?#]+)\/([\w.-]+)\/([\w.-]+)\/tree\/([\w.-]+)\/([\w./-]*[\w.-])$/;

/** Returns the folder that an address names, such as `https://github.com/OWNER/NAME/tree/BRANCH/PATH`, or undefined for another. */
export function folderOf(url: string): FolderAddress | undefined {
  const [, origin, owner, name, branch, path] = FOLDER.exec(url) ?? [];
  if (!origin || !path || path.split('/').includes('..')) {
    return undefined;
  }
  const isGitHub = origin === 'https://github.com';
  const [api, raw] = isGitHub
    ? ['https://api.github.com', 'https://raw.githubusercontent.com']
    : [`${origin}/api/v3`, `${origin}/raw`];
  return {
    listing: `${api}/repos/${owner}/${name}/git/trees/${branch}?recursive=1`,
    files: `${raw}/${owner}/${name}/${branch}`,
    path,
  };
}

const treeSchema = v.object({
  tree: v.array(
    v.object({
      path: v.string(),
      type: v.string(),
      sha: v.pipe(v.string(), v.regex(/^[0-9a-f]{12,64}$/)),
      size: v.fallback(v.optional(v.number(), 0), 0),
    })
  ),
  truncated: v.fallback(v.boolean(), false),
});

type File = v.InferOutput<typeof treeSchema>['tree'][number];

/** A night of the listing. */
interface Listed {
  readonly run: WorkflowRun;
  /** Milliseconds since 1970 at which its day begins, UTC; NaN where only what stands in it tells. */
  readonly day: number;
  readonly files: readonly File[];
  /** Changes when one of its files does. */
  readonly key: string;
}

/**
 * Returns the source that reads any folder of nights in a public repository. Nights are folders whose name is a date, files called
 * `DATE_RUN.json`, or, where a file is overwritten with each night, its versions. One request lists them; only what is not known, or
 * has changed, is asked for.
 */
export function githubFolder(options: FolderOptions): RunSource {
  const { http, listing, now } = options;
  const text = changedText({ http, url: listing, limit: LARGEST_LISTING });
  let listed: readonly Listed[] = [];
  let partial: readonly SourceError[] = [];
  const seen = new Map<string, string>();
  return {
    async load(window, { signal, isKnown, onRecord } = {}) {
      const changed = await text.read(signal);
      if (changed !== undefined) {
        ({ listed, partial } = parseListing(changed, options));
        text.take();
      }
      const mayBeNew = ({ run, day, key }: Listed) => {
        const before = seen.get(nameOf(run));
        const isRecent = now() - day < SETTLED_AFTER;
        return before === undefined ? !isKnown?.(run) || (isRecent && changed !== undefined) : before !== key;
      };
      const wanted = listed.filter((night) => isIn(window, night) && mayBeNew(night));
      const limit = pLimit(options.concurrency ?? CONCURRENCY);
      const read = async (night: Listed) => {
        const record = await readNight(options, night, limit, signal);
        seen.set(nameOf(night.run), night.key);
        return record;
      };
      const { records, failures } = await readEach(wanted, read, { signal, onRecord });
      return { records, failures: [...partial, ...failures] };
    },
  };
}

/** A run that was run again is read for each of its attempts. */
function nameOf({ id, attempt }: WorkflowRun): string {
  return `${id}-${attempt}`;
}

function isIn({ from, to }: RunWindow, { day }: Listed): boolean {
  return Number.isNaN(day) || (day + MS_PER_DAY > from && day <= to);
}

/** @throws SourceError `corrupt` where the text is no listing, `notFound` where the folder is not there. */
function parseListing(text: string, { listing: url, path }: FolderOptions) {
  const request = { method: 'GET', url };
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), treeSchema), text);
  if (!parsed.success) {
    throw new SourceError('corrupt', 'The answer is no listing of a repository', { request });
  }
  const { tree, truncated } = parsed.output;
  const files = tree.filter(({ path: at, type }) => type === 'blob' && at.startsWith(`${path}/`));
  const partial = truncated
    ? [new SourceError('tooLarge', 'GitHub lists only a part of the repository, which has too many files', { request })]
    : [];
  const nights = nightsIn(files.filter(({ path: at }) => DOCUMENT.test(at)).slice(0, MOST_FILES), path);
  if (nights.length === 0 && !truncated) {
    const what = files.length > 0 ? 'has no file of a night' : 'is not there';
    throw new SourceError('notFound', `The folder ${path} ${what}`, {
      request,
      advice: 'Give its address as https://github.com/OWNER/NAME/tree/BRANCH/PATH.',
    });
  }
  return { listed: nights, partial };
}

const DOCUMENT = /\.(jsonl?|csv)$/;
const IN_DATED_FOLDER = /(?:^|\/)(20\d\d)-?(\d\d)-?(\d\d)\//;
const DATED_FILE = /(?:^|\/)(20\d\d-\d\d-\d\d)_(\d{1,20})\.json$/;

function nightsIn(files: readonly File[], path: string): Listed[] {
  const nights = new Map<string, { readonly id: string; readonly day: number; readonly files: File[] }>();
  for (const file of files) {
    const within = file.path.slice(path.length + 1);
    const [, year, month, date] = IN_DATED_FOLDER.exec(within) ?? [];
    const [, fileDate, run] = DATED_FILE.exec(within) ?? [];
    const day = parseTime(year ? `${year}-${month}-${date}` : (fileDate ?? ''));
    // A version has no date of its own, and is known by what it holds.
    const id = year ? `${year}${month}${date}` : (run ?? `${parseInt(file.sha.slice(0, 12), 16)}`);
    const key = `${id} ${day}`;
    const known = nights.get(key) ?? { id, day, files: [] };
    known.files.push(file);
    nights.set(key, known);
  }
  const attempts = new Map<string, number>();
  const oldestFirst = [...nights.values()].sort((a, b) => (a.day || 0) - (b.day || 0));
  return oldestFirst
    .map(({ id, day, files: own }): Listed => {
      // A run that was run again has a file for each day.
      const attempt = (attempts.get(id) ?? 0) + 1;
      attempts.set(id, attempt);
      const createdAt = Number.isNaN(day) ? '' : `${dateText(day)}T00:00:00Z`;
      return { run: runOf(id, attempt, createdAt), day, files: own, key: own.map(({ sha }) => sha).join() };
    })
    .reverse();
}

async function readNight(
  { http, files: base, path }: FolderOptions,
  { run, files }: Listed,
  limit: ReturnType<typeof pLimit>,
  signal?: AbortSignal
): Promise<RunRecord> {
  const read = async (file: File) => {
    const url = `${base}/${file.path}`;
    if (file.size > LARGEST_FILE) {
      throw new SourceError('tooLarge', `The file has ${file.size} bytes`, { request: { method: 'GET', url } });
    }
    const text = (await changedText({ http, url, limit: LARGEST_FILE }).read(signal)) ?? '';
    return { name: file.path.slice(path.length + 1), text };
  };
  const texts = await Promise.all(files.slice(0, MOST_FILES_OF_A_NIGHT).map((file) => limit(() => read(file))));
  const reports = texts.filter(({ name }) => REPORT.test(name));
  const documents = texts.filter(({ name }) => !REPORT.test(name));
  const commit = await commitIn(reports[0], run.id);
  const workflowRun = { ...run, ...(commit && { commit }) };
  if (documents.length === 0) {
    return { workflowRun, absence: { kind: 'notFound', message: 'the night has a report and no results' } };
  }
  const record = await recordOfFiles(workflowRun, documents);
  return { ...record, workflowRun: { ...workflowRun, ...factsOf(record.document) } };
}

/** What was measured, beside the results: `SHA,Author,Commit_Msg,Run_URL`. */
const REPORT = /(^|\/)nightly_report\.csv$/;

const reportSchema = v.object({ SHA: v.pipe(v.string(), v.regex(/^[0-9a-f]{7,64}$/i)) });
const metaSchema = v.object({
  meta: v.object({
    commit: v.fallback(v.string(), ''),
    generated_at_unix: v.pipe(v.number(), v.minValue(0), v.maxValue(1e11)),
  }),
});

/** Returns the commit that a report names, if it does. */
async function commitIn(report: NightFile | undefined, runId: string): Promise<string | undefined> {
  const rows = report && (await parseFile(report, runId)).document;
  const first = v.safeParse(reportSchema, Array.isArray(rows) ? (rows[0] as unknown) : rows);
  return first.success ? first.output.SHA : undefined;
}

/** Returns the commit and the time that a document of kernels names. */
function factsOf(document: unknown): Partial<Pick<WorkflowRun, 'commit' | 'createdAt'>> {
  const dated = v.safeParse(metaSchema, document);
  return dated.success
    ? {
        commit: dated.output.meta.commit,
        createdAt: new Date(dated.output.meta.generated_at_unix * 1000).toISOString(),
      }
    : {};
}
