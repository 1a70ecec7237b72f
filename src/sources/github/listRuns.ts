import * as v from 'valibot';

import { dateText, MS_PER_DAY, type WorkflowRun } from '../../core';
import { SourceError } from '../errors';
import { type RunWindow } from '../runSource';
import { type Client } from './createClient';
import { type GitHubOptions } from './githubOptions';

const PER_PAGE = 100;
/** GitHub shows no more results than these of a listing with conditions. */
const MOST_LISTED = 1000;

const runSchema = v.pipe(
  v.object({
    id: v.union([v.pipe(v.number(), v.integer(), v.minValue(1)), v.pipe(v.string(), v.regex(/^\d{1,20}$/))]),
    run_attempt: v.fallback(v.number(), 1),
    created_at: v.string(),
    head_sha: v.fallback(v.string(), ''),
    head_branch: v.fallback(v.string(), ''),
    event: v.fallback(v.string(), ''),
    conclusion: v.fallback(v.string(), ''),
    updated_at: v.fallback(v.optional(v.string()), undefined),
  }),
  v.transform((raw): WorkflowRun => ({
    id: String(raw.id),
    attempt: raw.run_attempt,
    createdAt: raw.created_at,
    commit: raw.head_sha,
    branch: raw.head_branch,
    event: raw.event,
    conclusion: raw.conclusion,
    ...(raw.updated_at && { updatedAt: raw.updated_at }),
  }))
);

/** One run that is not in GitHub's form costs only itself. */
const pageSchema = v.object({
  total_count: v.number(),
  workflow_runs: v.pipe(
    v.array(v.fallback(v.nullable(runSchema), null)),
    v.transform((runs) => runs.filter((run) => run !== null))
  ),
});

/**
 * Returns the completed runs created in the window, newest first, whatever their conclusion: a failed run often has
 * good metrics. All pages are asked for; a window with more runs than GitHub lists is halved.
 * https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-workflow
 */
export async function listRuns(
  client: Client,
  options: GitHubOptions,
  window: RunWindow,
  signal?: AbortSignal
): Promise<WorkflowRun[]> {
  const url = `${options.actionsUrl}/workflows/${encodeURIComponent(options.workflow)}/runs`;
  const query = {
    status: 'completed',
    ...(options.event && { event: options.event }),
    created: window.to === Infinity ? `>=${dateText(window.from)}` : `${dateText(window.from)}..${dateText(window.to)}`,
    per_page: PER_PAGE,
  };
  const page = async (number: number) =>
    readPage((await client(url, { query: { ...query, page: number }, signal })).data, url);
  const first = await page(1);
  const to = Math.min(window.to, Date.parse(first.workflow_runs[0]?.createdAt ?? ''));
  if (first.total_count > MOST_LISTED && dateText(window.from) !== dateText(to)) {
    return halve({ from: window.from, to }, (half) => listRuns(client, options, half, signal));
  }
  const pages = Math.ceil(Math.min(first.total_count, MOST_LISTED) / PER_PAGE);
  const rest = await Promise.all(Array.from({ length: Math.max(0, pages - 1) }, (_, index) => page(index + 2)));
  return dropRepeated([first, ...rest].flatMap((one) => one.workflow_runs));
}

/** Returns one run. */
export async function getRun(
  client: Client,
  options: GitHubOptions,
  runId: string,
  signal?: AbortSignal
): Promise<WorkflowRun> {
  const url = `${options.actionsUrl}/runs/${encodeURIComponent(runId)}`;
  const parsed = v.safeParse(runSchema, (await client(url, { signal })).data);
  if (!parsed.success) {
    throw notGitHub(url);
  }
  return parsed.output;
}

function readPage(data: unknown, url: string): v.InferOutput<typeof pageSchema> {
  const parsed = v.safeParse(pageSchema, data);
  if (!parsed.success) {
    throw notGitHub(url);
  }
  return parsed.output;
}

function notGitHub(url: string): SourceError {
  const advice = "Check the API address: it must be GitHub's, such as https://api.github.com.";
  return new SourceError('corrupt', "The answer is not GitHub's", { request: { method: 'GET', url }, advice });
}

async function halve(window: RunWindow, list: (half: RunWindow) => Promise<WorkflowRun[]>): Promise<WorkflowRun[]> {
  const middle = Math.floor((window.from + window.to) / 2 / MS_PER_DAY) * MS_PER_DAY;
  const newer = await list({ from: Math.min(middle + MS_PER_DAY, window.to), to: window.to });
  return dropRepeated([...newer, ...(await list({ from: window.from, to: middle }))]);
}

/** A run that starts while pages are read pushes the last of one page onto the next. */
function dropRepeated(runs: readonly WorkflowRun[]): WorkflowRun[] {
  return [...new Map(runs.map((run) => [run.id, run])).values()];
}
