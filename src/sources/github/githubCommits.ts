import * as v from 'valibot';

import { type Commit, parseTime, type Release } from '../../core';
import { type CommitSource } from '../commitSource';
import { type Client, createClient, type OnQuota } from './createClient';
import { type GitHubOptions } from './githubOptions';
import { type Ask, labelsOfMerged } from './labelsOfMerged';
import { parseAnswer } from './parseAnswer';

const PER_PAGE = 100;
/** GitHub lists no more of one comparison in good time, and nobody goes through more suspects. */
const MOST_PAGES = 10;
const LONGEST_TITLE = 200;
const MOST_FILES = 100;

const text = v.fallback(v.string(), '');

const fileSchema = v.object({ filename: v.string(), changes: v.fallback(v.number(), 0) });
const files = v.fallback(v.array(v.fallback(v.nullable(fileSchema), null)), []);

const commitSchema = v.object({
  sha: v.pipe(v.string(), v.regex(/^[0-9a-f]{7,64}$/)),
  commit: v.object({
    message: text,
    author: v.fallback(v.nullish(v.object({ name: text, date: text })), undefined),
  }),
  author: v.fallback(v.nullish(v.object({ login: text })), undefined),
});

const comparisonSchema = v.object({
  status: v.fallback(v.optional(v.string()), undefined),
  total_commits: v.pipe(v.number(), v.minValue(0)),
  commits: v.array(commitSchema),
  files,
});

const detailsSchema = v.object({ files });

/** `created_at` is the date of the commit; of what can't be read nothing is known. */
const releaseSchema = v.object({
  tag_name: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  created_at: v.string(),
  draft: v.fallback(v.boolean(), false),
  prerelease: v.fallback(v.boolean(), false),
});
const releasesSchema = v.array(v.fallback(v.nullable(releaseSchema), null));

/**
 * Returns the commits of the repository whose Actions API these options name.
 * https://docs.github.com/en/rest/commits/commits#compare-two-commits
 */
export function githubCommits(options: Omit<GitHubOptions, 'workflows'>, onQuota?: OnQuota): CommitSource {
  let client: Promise<Client> | undefined;
  const ask: Ask = async (url, query, signal) => {
    client ??= createClient(options, 'commits', onQuota);
    return (await (await client)(url, { query, signal })).data;
  };
  const repository = options.actionsUrl.replace(/\/actions$/, '');
  return {
    async between(base, head, signal) {
      const ahead = await compare(ask, repository, [base, head], signal);
      // A night may measure older code than the one before: then what was taken away is suspect.
      const isBehind = ahead.first.status === 'behind';
      const { url, first } = isBehind ? await compare(ask, repository, [head, base], signal) : ahead;
      const direction = isBehind ? 'behind' : first.status === 'diverged' ? 'diverged' : undefined;
      const commits = first.commits.map(commitOf);
      const pages = Math.min(MOST_PAGES, Math.ceil(first.total_commits / PER_PAGE));
      for (let page = 2; page <= pages; page += 1) {
        const next = parseAnswer(comparisonSchema, await ask(url, { per_page: PER_PAGE, page }, signal), { url });
        commits.push(...next.commits.map(commitOf));
      }
      // The files are those of all commits together.
      const isOne = first.total_commits === 1 && commits.length === 1;
      return {
        total: first.total_commits,
        commits: isOne ? [withFiles(commits[0]!, first.files)] : commits,
        ...(direction && { direction }),
      };
    },
    labels: (commits, signal) => labelsOfMerged(ask, repository, commits, signal),
    async releases(signal) {
      const url = `${repository}/releases`;
      const found = parseAnswer(releasesSchema, await ask(url, { per_page: PER_PAGE }, signal), { url });
      return found.flatMap((one): Release[] => {
        const time = parseTime(one?.created_at ?? '');
        return one && !one.draft && !one.prerelease && time > 0 ? [{ tag: one.tag_name, time }] : [];
      });
    },
    async details(commit, signal) {
      const url = `${repository}/commits/${encodeURIComponent(commit.sha)}`;
      return withFiles(commit, parseAnswer(detailsSchema, await ask(url, {}, signal), { url }).files);
    },
  };
}

async function compare(ask: Ask, repository: string, [base, head]: readonly [string, string], signal?: AbortSignal) {
  const url = `${repository}/compare/${encodeURIComponent(base)}...${encodeURIComponent(head)}`;
  const first = parseAnswer(comparisonSchema, await ask(url, { per_page: PER_PAGE, page: 1 }, signal), { url });
  return { url, first };
}

function commitOf({ sha, commit: { message, author }, author: user }: v.InferOutput<typeof commitSchema>): Commit {
  const title = message.split('\n', 1)[0]!.trim().slice(0, LONGEST_TITLE);
  const number = /\(#(\d{1,9})\)\s*$/.exec(title)?.[1];
  return {
    sha,
    title,
    author: user?.login || author?.name || '',
    time: parseTime(author?.date ?? '') || 0,
    ...(number && { pullRequest: Number(number) }),
  };
}

function withFiles(commit: Commit, found: v.InferOutput<typeof files>): Commit {
  const known = found.filter((file) => file !== null);
  return {
    ...commit,
    files: known.slice(0, MOST_FILES).map(({ filename }) => filename.slice(0, LONGEST_TITLE)),
    lines: known.reduce((sum, { changes }) => sum + changes, 0),
  };
}
