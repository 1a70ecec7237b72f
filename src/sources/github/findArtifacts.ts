import * as v from 'valibot';

import { groupBy, type WorkflowRun } from '../../core';
import { type Client } from './createClient';
import { type GitHubOptions } from './githubOptions';
import { parseAnswer } from './parseAnswer';
import { isNamed } from './workflows';

const artifactSchema = v.object({
  id: v.number(),
  name: v.string(),
  expired: v.fallback(v.boolean(), false),
  size_in_bytes: v.fallback(v.number(), 0),
  digest: v.fallback(v.nullish(v.string()), undefined),
  created_at: v.fallback(v.optional(v.string(), ''), ''),
});

/** What GitHub says of an artifact; `digest` is `sha256:…` of its zip. */
export type Artifact = v.InferOutput<typeof artifactSchema> & {
  /** How many tries lie after it; left out for the last. */
  readonly earlier?: number;
};

const listSchema = v.object({ artifacts: v.array(artifactSchema) });

const PER_PAGE = 100;
/** A run of dozens of jobs has hundreds of artifacts; nobody reads thousands. */
const MOST_PAGES = 10;

/** A run and what its artifacts with results are called. */
interface Wanted {
  readonly run: WorkflowRun;
  readonly artifacts: readonly string[];
}

/**
 * Returns the artifacts of a run that hold results, by their names: in one request where there is one exact name, and one more
 * for a file of that name that was uploaded as it is; otherwise, and where the server does not know that condition, by all pages of
 * the run's list. Of several of one name the one that was uploaded last counts; of a run that was run again those of the tries
 * before are given too, marked as `earlier`, for it may have run only what failed.
 * https://docs.github.com/en/rest/actions/artifacts#list-workflow-run-artifacts
 */
export async function findArtifacts(
  client: Client,
  options: GitHubOptions,
  { run, artifacts }: Wanted,
  signal?: AbortSignal
): Promise<Artifact[]> {
  const list = (query: object) => readPage(client, `${options.actionsUrl}/runs/${run.id}/artifacts`, query, signal);
  const [only, ...others] = artifacts.map((name) => name.replaceAll('{run}', run.id));
  if (only !== undefined && others.length === 0 && !only.includes('*')) {
    for (const wanted of [only, `${only}.json`]) {
      const listed = await list({ name: wanted });
      const named = listed.filter(({ name }) => name === wanted);
      if (named.length > 0) {
        return triesOf(named, run);
      }
      if (listed.length > 0) {
        // A server that does not know the condition lists all, page by page.
        break;
      }
    }
  }
  const found: Artifact[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const listed = await list({ page });
    found.push(...listed.filter(({ name }) => isNamed(name, artifacts, run.id)));
    if (listed.length < PER_PAGE) {
      break;
    }
  }
  return triesOf(found, run);
}

async function readPage(client: Client, url: string, query: object, signal?: AbortSignal): Promise<Artifact[]> {
  const { data } = await client(url, { query: { ...query, per_page: PER_PAGE }, signal });
  return parseAnswer(listSchema, data, { url, what: 'list of artifacts' }).artifacts;
}

/** So many tries of a run are read. */
const MOST_TRIES = 5;

/** Returns the artifacts by name, the last upload of each first; those before it only of a run that was run again. */
function triesOf(artifacts: readonly Artifact[], { attempt }: WorkflowRun): Artifact[] {
  return [...groupBy(artifacts, ({ name }) => name).values()].flatMap((ofName) => {
    const [last, ...before] = [...ofName].sort((a, b) => (isBetter(a, b) ? -1 : 1));
    const earlier = attempt > 1 ? before.filter(({ expired }) => !expired).slice(0, MOST_TRIES - 1) : [];
    return [last!, ...earlier.map((artifact, index) => ({ ...artifact, earlier: index + 1 }))];
  });
}

function isBetter(one: Artifact, other: Artifact): boolean {
  return one.expired === other.expired ? isLater(one, other) : !one.expired;
}

/** Ids need not rise with time; where GitHub does not say when, they are what there is. */
function isLater(one: Artifact, other: Artifact): boolean {
  return one.created_at === other.created_at ? one.id > other.id : one.created_at > other.created_at;
}
