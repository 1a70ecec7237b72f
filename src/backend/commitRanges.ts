import * as v from 'valibot';

import {
  type Changes,
  type Commit,
  type CommitRange,
  type CommitsBetween,
  type Incident,
  measuredCommits,
  MS_PER_DAY,
  MS_PER_HOUR,
  type NightTable,
  type Release,
} from '../core';
import { type CommitSource } from '../sources/commitSource';
import { asSourceError, type SourceError } from '../sources/errors';
import { askRange } from './askRange';
import { type Files } from './store/files';

interface CommitRangesOptions {
  /** Left out: only what is kept is known. */
  readonly source?: CommitSource;
  /** Where ranges are kept: GitHub may forget the commits of a branch that was written anew. */
  readonly files?: Pick<Files, 'read' | 'write' | 'path'>;
  /** Whether it asks without a token, of which GitHub answers few: the newest ranges are looked up, without files. */
  readonly sparing?: boolean;
  readonly now: () => number;
  readonly log: (line: string, level?: 'warn') => void;
}

const FILE = 'commits.json';
const FORMAT = 1;
const MOST_RANGES = 100;
const MOST_RELEASES = 100;
/** So many incidents are looked up after one refresh: a first start finds dozens of old ones. */
const AT_ONCE = 10;
const SPARING_AT_ONCE = 3;
/** So many commits of a range are looked at one by one: all of a few nights, and of more those that their titles make most suspicious. */
export const MOST_DETAILS = 250;
/** What is over for longer is history. */
const OVER_FOR = 30 * MS_PER_DAY;
const SHA = /^[0-9a-f]{7,64}$/i;

const text = v.pipe(v.string(), v.maxLength(500));
const commitSchema = v.object({
  sha: v.pipe(v.string(), v.regex(SHA)),
  title: text,
  pullRequest: v.optional(v.number()),
  author: text,
  time: v.number(),
  labels: v.optional(v.array(text)),
  files: v.optional(v.array(text)),
  lines: v.optional(v.number()),
});
const rangeSchema = v.object({
  key: text,
  total: v.number(),
  commits: v.array(commitSchema),
  direction: v.optional(v.picklist(['behind', 'diverged'])),
});
const releasesSchema = v.object({ asked: v.number(), list: v.array(v.object({ tag: text, time: v.number() })) });
const fileSchema = v.object({
  format: v.literal(FORMAT),
  ranges: v.array(v.unknown()),
  releases: v.fallback(v.optional(releasesSchema), undefined),
});

interface Failed {
  readonly problem: string;
  readonly again: number;
}

/**
 * Knows the commits of incidents' ranges: asks for each range once, and for the files of the commits that their titles make
 * most suspicious, and keeps what it was told.
 */
export class CommitRanges {
  /** Changes whenever more is known. */
  version = 0;
  private readonly ranges = new Map<string, CommitRange>();
  private readonly failed = new Map<string, Failed>();
  private lastReleases: v.InferOutput<typeof releasesSchema> = { asked: -Infinity, list: [] };

  constructor(private readonly options: CommitRangesOptions) {}

  /** The releases of the repository, as they were when they were last asked for. */
  get releases(): readonly Release[] {
    return this.lastReleases.list;
  }

  /** What is known of a range. */
  between: CommitsBetween = (base, head) => {
    const key = keyOf(base, head);
    return this.ranges.get(key) ?? this.failed.get(key);
  };

  /** Reads what was kept. What can't be read is asked for again. */
  async open(): Promise<void> {
    const { files, log } = this.options;
    try {
      const text = await files?.read(FILE);
      const { ranges, releases } = text === undefined ? { ranges: [] } : v.parse(fileSchema, JSON.parse(text));
      this.lastReleases = releases ?? this.lastReleases;
      for (const one of ranges) {
        const range = v.safeParse(rangeSchema, one);
        if (range.success) {
          this.ranges.set(range.output.key, range.output);
        }
      }
      this.version += 1;
    } catch (error) {
      log(`${files?.path}/${FILE} can't be read, and is made anew: ${(error as Error).message}`);
    }
  }

  /** Asks for the ranges of incidents that are not known yet, the latest first. Never throws: a range may be unknown. */
  async look({ incidents }: Pick<Changes, 'incidents'>, table: NightTable, signal?: AbortSignal): Promise<void> {
    const { source, sparing } = this.options;
    if (!source) {
      return;
    }
    const atOnce = sparing ? SPARING_AT_ONCE : AT_ONCE;
    const wanted = incidents.flatMap((incident) => this.wanted(incident, table) ?? []).slice(0, atOnce);
    // A commit may lie in several ranges.
    const known = new Map<string, Commit>();
    this.ranges.forEach((range) => addKnown(known, range));
    const options = { source, known, most: sparing ? 0 : MOST_DETAILS, log: this.options.log };
    for (const { incident, base, head } of wanted) {
      const key = keyOf(base, head);
      try {
        const range = await askRange(incident, [base, head], options, signal);
        addKnown(known, range);
        this.keep(key, range);
      } catch (error) {
        if (signal?.aborted) {
          return;
        }
        this.fail(key, asSourceError(error));
      }
    }
    const isAsked = await this.lookForReleases(source, signal);
    await this.write(wanted.length > 0 || isAsked);
  }

  /** Asks for the releases once a day. What fails leaves those that are known. */
  private async lookForReleases(source: CommitSource, signal?: AbortSignal): Promise<boolean> {
    const { now, log } = this.options;
    if (now() - this.lastReleases.asked < MS_PER_DAY) {
      return false;
    }
    const list = await source.releases(signal).catch((error: unknown) => {
      if (!signal?.aborted) {
        log(`The releases are not known: ${asSourceError(error).message}`);
      }
    });
    if (signal?.aborted) {
      return false;
    }
    this.lastReleases = {
      asked: now(),
      list: (list ?? this.lastReleases.list).slice(0, MOST_RELEASES).map((one) => ({ ...one })),
    };
    this.version += 1;
    return true;
  }

  private wanted(incident: Incident, { runs }: NightTable) {
    const { base, head } = measuredCommits(incident, { runs });
    const { run: last } = runs[incident.range[1]]!;
    const key = keyOf(base, head);
    const isOld = incident.state === 'over' && this.options.now() - last.time > OVER_FOR;
    const isKnown = this.ranges.has(key) || (this.failed.get(key)?.again ?? 0) > this.options.now();
    const hasRange = !incident.drifts && SHA.test(base) && SHA.test(head) && base !== head;
    return isOld || isKnown || !hasRange ? undefined : { incident, base, head };
  }

  private keep(key: string, range: CommitRange): void {
    this.failed.delete(key);
    this.ranges.set(key, range);
    const [oldest] = this.ranges.keys();
    if (this.ranges.size > MOST_RANGES && oldest !== undefined) {
      this.ranges.delete(oldest);
    }
    this.version += 1;
  }

  private fail(key: string, error: SourceError): void {
    const { now, log } = this.options;
    const isForLong = error.kind === 'notFound' || error.kind === 'unauthorised';
    this.failed.set(key, { problem: problemOf(error), again: now() + (isForLong ? MS_PER_DAY : MS_PER_HOUR) });
    this.version += 1;
    log(`The commits of an incident are not known: ${error.message}`);
  }

  private async write(isNew: boolean): Promise<void> {
    const { files, log } = this.options;
    if (!files || !isNew) {
      return;
    }
    const ranges = [...this.ranges].map(([key, range]) => ({ key, ...range }));
    await files
      .write(FILE, `${JSON.stringify({ format: FORMAT, ranges, releases: this.lastReleases })}\n`)
      .catch((error: unknown) => {
        log(asSourceError(error, { method: 'WRITE', url: `${files.path}/${FILE}` }).message, 'warn');
      });
  }
}

function addKnown(known: Map<string, Commit>, { commits }: CommitRange): void {
  commits.forEach((one) => one.files && known.set(one.sha, one));
}

function keyOf(base: string, head: string): string {
  return `${base}...${head}`;
}

function problemOf({ kind }: SourceError): string {
  switch (kind) {
    case 'notFound':
      return 'GitHub does not have these commits any more, or the token may not read them ("Contents: read")';
    case 'unauthorised':
      return 'the token may not read the commits ("Contents: read")';
    case 'rateLimited':
      return 'the rate limit is spent';
    default:
      return 'they could not be asked for';
  }
}
