import * as v from 'valibot';

import { dateText, MS_PER_DAY, type WorkflowRun } from '../../core';
import { asSourceError, SourceError } from '../errors';
import { type RunWindow } from '../runSource';
import { type Client } from './createClient';
import { type GitHubOptions } from './githubOptions';
import { parseAnswer } from './parseAnswer';

const PER_PAGE = 100;
/** GitHub shows no more results than these of a listing with conditions. */
const MOST_LISTED = 1000;
const CHECK_ADDRESS = "Check the API address: it must be GitHub's, such as https://api.github.com.";

const runSchema = v.pipe(
  v.object({
    id: v.union([v.pipe(v.number(), v.integer(), v.minValue(1)), v.pipe(v.string(), v.regex(/^\d{1,20}$/))]),
    run_attempt: v.fallback(v.number(), 1),
    created_at: v.string(),
    head_sha: v.fallback(v.string(), ''),
    head_branch: v.fallback(v.string(), ''),
    display_title: v.fallback(v.string(), ''),
    event: v.fallback(v.string(), ''),
    conclusion: v.fallback(v.string(), ''),
    updated_at: v.fallback(v.optional(v.string()), undefined),
    head_repository: v.fallback(v.nullish(v.object({ full_name: v.string() })), undefined),
    repository: v.fallback(v.nullish(v.object({ full_name: v.string() })), undefined),
  }),
  v.transform((raw): ListedRun => ({
    id: String(raw.id),
    attempt: raw.run_attempt,
    createdAt: raw.created_at,
    commit: raw.head_sha,
    branch: isForeign(raw) ? '' : raw.head_branch,
    event: raw.event,
    conclusion: raw.conclusion,
    title: raw.display_title,
    ...(raw.updated_at && { updatedAt: raw.updated_at }),
    ...(isForeign(raw) && { isForeign: true }),
  }))
);

/** A run with what only its list says. */
export interface ListedRun extends WorkflowRun {
  readonly title: string;
}

interface Origin {
  readonly event: string;
  readonly head_repository?: { readonly full_name: string } | null;
  readonly repository?: { readonly full_name: string } | null;
}

/** A fork has branches of the same names, and a pull request is on none of this repository's. */
function isForeign({ event, head_repository: head, repository }: Origin): boolean {
  return event.startsWith('pull_request') || (head && repository ? head.full_name !== repository.full_name : false);
}

/** One run that is not in GitHub's form costs only itself. */
const pageSchema = v.pipe(
  v.object({ total_count: v.number(), workflow_runs: v.array(v.fallback(v.nullable(runSchema), null)) }),
  v.transform(({ total_count, workflow_runs }) => ({
    total: total_count,
    listed: workflow_runs.length,
    runs: workflow_runs.filter((run) => run !== null),
  }))
);

/** What a listing needs besides the window. */
export interface Listing {
  readonly client: Client;
  readonly options: GitHubOptions;
  /** The workflow's file. */
  readonly workflow: string;
  readonly signal?: AbortSignal;
  /** Called with what failed after a part of the list had come: what came is returned. */
  readonly onFailure: (error: SourceError) => void;
}

/**
 * Returns the completed runs created in the window, newest first, whatever their conclusion: a failed run often has
 * good metrics. Pages are asked for as long as they are full or name a next one, and bring something new, whatever total the list
 * claims; a window with more runs than GitHub lists is halved.
 * https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow
 *
 * @throws SourceError where the list contradicts itself: it has runs, and names none.
 */
export async function listRuns(listing: Listing, window: RunWindow): Promise<ListedRun[]> {
  const first = await readPage(listing, window, 1);
  if (first.total > 0 && first.listed === 0) {
    const request = { method: 'GET', url: runsUrl(listing) };
    const advice = 'Its search may be built anew: it is asked again at the next refresh.';
    throw new SourceError('network', `GitHub says that there are ${first.total} runs, and lists none`, {
      request,
      advice,
    });
  }
  const newest = Date.parse(first.runs[0]?.createdAt ?? '');
  const narrowed = { from: window.from, to: Math.min(window.to, newest) };
  const isInside = newest >= window.from && newest <= window.to + MS_PER_DAY;
  const isMore = first.total > MOST_LISTED && first.listed >= PER_PAGE;
  if (isMore && isInside && dateText(narrowed.from) !== dateText(narrowed.to)) {
    return halve(listing, narrowed);
  }
  const found = new Map(first.runs.map((run) => [run.id, run]));
  const pages = Math.ceil(Math.min(first.total, MOST_LISTED) / PER_PAGE);
  let goesOn = first.hasNext || first.listed >= PER_PAGE;
  for (let number = 2; goesOn && number <= Math.max(pages, first.hasNext ? MOST_LISTED / PER_PAGE : 0); number += 1) {
    const page = await orPartial(listing, readPage(listing, window, number));
    const before = found.size;
    // A run that starts while pages are read pushes the last of one page onto the next.
    page?.runs.forEach((run) => found.set(run.id, found.get(run.id) ?? run));
    // GitHub filters after it cuts pages: one may have fewer than were asked for, although more follow.
    goesOn = page !== undefined && (page.hasNext || page.listed >= PER_PAGE) && found.size > before;
  }
  return [...found.values()];
}

/** A part of a list that fails costs only itself. */
function orPartial<Part>({ signal, onFailure }: Listing, part: Promise<Part>): Promise<Part | undefined> {
  return part.catch((error: unknown) => {
    signal?.throwIfAborted();
    onFailure(asSourceError(error));
    return undefined;
  });
}

async function halve(listing: Listing, { from, to }: RunWindow): Promise<ListedRun[]> {
  const middle = Math.floor((from + to) / 2 / MS_PER_DAY) * MS_PER_DAY;
  const newer = await listRuns(listing, { from: Math.min(middle + MS_PER_DAY, to), to });
  const older = (await orPartial(listing, listRuns(listing, { from, to: middle }))) ?? [];
  return [...new Map([...newer, ...older].map((run) => [run.id, run])).values()];
}

async function readPage({ client, options, workflow, signal }: Listing, { from, to }: RunWindow, page: number) {
  const url = runsUrl({ options, workflow });
  const query = {
    status: 'completed',
    ...(options.event && { event: options.event }),
    created: to === Infinity ? `>=${dateText(from)}` : `${dateText(from)}..${dateText(to)}`,
    per_page: PER_PAGE,
    page,
  };
  const { data, headers } = await client(url, { query, signal });
  const hasNext = /;\s*rel="?next\b/.test(String(headers.link ?? ''));
  return { ...parseAnswer(pageSchema, data, { url, advice: CHECK_ADDRESS }), hasNext };
}

function runsUrl({ options, workflow }: Pick<Listing, 'options' | 'workflow'>): string {
  return `${options.actionsUrl}/workflows/${encodeURIComponent(workflow)}/runs`;
}

/** Returns one run. */
export async function getRun(
  client: Client,
  options: GitHubOptions,
  runId: string,
  signal?: AbortSignal
): Promise<WorkflowRun> {
  const url = `${options.actionsUrl}/runs/${encodeURIComponent(runId)}`;
  const { title: _, ...run } = parseAnswer(runSchema, (await client(url, { signal })).data, {
    url,
    advice: CHECK_ADDRESS,
  });
  return run;
}
