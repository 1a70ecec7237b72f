import pLimit from 'p-limit';
import * as v from 'valibot';

import { dateText, MS_PER_DAY, parseFile, parseTime, type RunRecord, type WorkflowRun } from '../../core';
import { SourceError } from '../errors';
import { type Http } from '../http';
import { readEach } from '../readEach';
import { recordOfFiles } from '../recordOf';
import { type RunSource, type RunWindow } from '../runSource';
import { changedText } from '../url/changedText';

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
        const before = seen.get(run.id);
        const isRecent = now() - day < SETTLED_AFTER;
        return before === undefined ? !isKnown?.(run) || (isRecent && changed !== undefined) : before !== key;
      };
      const wanted = listed.filter((night) => isIn(window, night) && mayBeNew(night));
      const limit = pLimit(options.concurrency ?? CONCURRENCY);
      const read = async (night: Listed) => {
        const record = await readNight(options, night, limit, signal);
        seen.set(night.run.id, night.key);
        return record;
      };
      const { records, failures } = await readEach(wanted, read, { signal, onRecord });
      return { records, failures: [...partial, ...failures] };
    },
  };
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
  const nights = new Map<string, { day: number; files: File[] }>();
  for (const file of files) {
    const within = file.path.slice(path.length + 1);
    const [, year, month, date] = IN_DATED_FOLDER.exec(within) ?? [];
    const [, fileDate, run] = DATED_FILE.exec(within) ?? [];
    const day = parseTime(year ? `${year}-${month}-${date}` : (fileDate ?? ''));
    // A version has no date of its own, and is known by what it holds.
    const id = year ? `${year}${month}${date}` : (run ?? `${parseInt(file.sha.slice(0, 12), 16)}`);
    const known = nights.get(id) ?? { day, files: [] };
    known.files.push(file);
    nights.set(id, known);
  }
  const newestFirst = [...nights].sort(([, a], [, b]) => (b.day || Infinity) - (a.day || Infinity));
  return newestFirst.map(([id, { day, files: own }]) => ({
    run: runOf(id, Number.isNaN(day) ? '' : `${dateText(day)}T00:00:00Z`),
    day,
    files: own,
    key: own.map(({ sha }) => sha).join(),
  }));
}

function runOf(id: string, createdAt: string): WorkflowRun {
  return { id, attempt: 1, createdAt, commit: '', branch: '', event: '', conclusion: '' };
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
  const facts = await factsOf(reports, documents, run.id);
  const workflowRun = { ...run, ...facts };
  return documents.length > 0
    ? recordOfFiles(workflowRun, documents)
    : { workflowRun, absence: { kind: 'notFound', message: 'the night has a report and no results' } };
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

/** Returns what the files say of the commit and the time. */
async function factsOf(
  reports: ReadonlyArray<{ readonly name: string; readonly text: string }>,
  documents: ReadonlyArray<{ readonly name: string; readonly text: string }>,
  runId: string
): Promise<Partial<Pick<WorkflowRun, 'commit' | 'createdAt'>>> {
  const parse = async (file: (typeof documents)[number] | undefined) => file && (await parseFile(file, runId)).document;
  const rows = await parse(reports[0]);
  const report = v.safeParse(reportSchema, Array.isArray(rows) ? (rows[0] as unknown) : rows);
  const dated = v.safeParse(metaSchema, documents.length === 1 ? await parse(documents[0]) : undefined);
  return {
    ...(report.success && { commit: report.output.SHA }),
    ...(dated.success && {
      commit: dated.output.meta.commit,
      createdAt: new Date(dated.output.meta.generated_at_unix * 1000).toISOString(),
    }),
  };
}
