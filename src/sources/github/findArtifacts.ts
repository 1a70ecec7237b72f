import * as v from 'valibot';

import { type WorkflowRun } from '../../core';
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
export type Artifact = v.InferOutput<typeof artifactSchema>;

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
 * the run's list. After a re-run there may be
 * several of one name: the one that was uploaded last counts.
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
        return newestOfEach(named);
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
  return newestOfEach(found);
}

async function readPage(client: Client, url: string, query: object, signal?: AbortSignal): Promise<Artifact[]> {
  const { data } = await client(url, { query: { ...query, per_page: PER_PAGE }, signal });
  return parseAnswer(listSchema, data, { url, what: 'list of artifacts' }).artifacts;
}

function newestOfEach(artifacts: readonly Artifact[]): Artifact[] {
  const byName = new Map<string, Artifact>();
  for (const artifact of artifacts) {
    const known = byName.get(artifact.name);
    const isBetter =
      !known ||
      (known.expired && !artifact.expired) ||
      (known.expired === artifact.expired && isLater(artifact, known));
    if (isBetter) {
      byName.set(artifact.name, artifact);
    }
  }
  return [...byName.values()];
}

/** Ids need not rise with time; where GitHub does not say when, they are what there is. */
function isLater(one: Artifact, other: Artifact): boolean {
  return one.created_at === other.created_at ? one.id > other.id : one.created_at > other.created_at;
}
