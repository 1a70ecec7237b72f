import * as v from 'valibot';

import { type Commit, MS_PER_HOUR } from '../../core';
import { parseAnswer } from './parseAnswer';

/** Asks one address of the API, and returns what its JSON says. */
export type Ask = (
  url: string,
  query: Readonly<Record<string, string | number>>,
  signal?: AbortSignal
) => Promise<unknown>;

const PER_PAGE = 100;
/** GitHub searches no further than its tenth page; a range of some days fits in these. */
const MOST_PAGES = 3;
const MOST_LABELS = 20;
const LONGEST_LABEL = 200;
/** A commit carries the time of its merge, give or take a clock. */
const SLACK_MS = MS_PER_HOUR;

const pullRequestSchema = v.object({
  number: v.number(),
  labels: v.fallback(v.array(v.object({ name: v.string() })), []),
});
const searchSchema = v.object({
  total_count: v.fallback(v.number(), 0),
  items: v.array(v.fallback(v.nullable(pullRequestSchema), null)),
});

/**
 * Returns the labels of the pull requests that these commits came from, by the number of each: those of all that were merged
 * meanwhile, in one search. `repository` is the base of its API.
 * https://docs.github.com/en/rest/search/search#search-issues-and-pull-requests
 */
export async function labelsOfMerged(
  ask: Ask,
  repository: string,
  commits: readonly Commit[],
  signal?: AbortSignal
): Promise<ReadonlyMap<number, readonly string[]>> {
  const [, apiUrl, name] = /^(.*)\/repos\/([^/]+\/[^/]+)$/.exec(repository) ?? [];
  const merged = commits.filter(({ pullRequest, time }) => pullRequest && time > 0).map(({ time }) => time);
  const found = new Map<number, string[]>();
  if (merged.length === 0) {
    return found;
  }
  const [from, to] = [Math.min(...merged) - SLACK_MS, Math.max(...merged) + SLACK_MS].map(secondText);
  const url = `${apiUrl}/search/issues`;
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const query = { q: `repo:${name} is:pr is:merged merged:${from}..${to}`, per_page: PER_PAGE, page };
    const answer = parseAnswer(searchSchema, await ask(url, query, signal), { url });
    pages = Math.min(MOST_PAGES, Math.ceil(answer.total_count / PER_PAGE));
    for (const one of answer.items) {
      if (one && one.labels.length > 0) {
        found.set(
          one.number,
          one.labels.slice(0, MOST_LABELS).map((label) => label.name.slice(0, LONGEST_LABEL))
        );
      }
    }
  }
  return found;
}

/** The form that a search takes, such as 2026-10-19T00:00:00Z. */
function secondText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
