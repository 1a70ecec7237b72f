import * as v from 'valibot';

import { type WorkflowRun } from '../../core';
import { SourceError } from '../errors';
import { type Client } from './createClient';
import { type GitHubOptions } from './githubOptions';

const artifactSchema = v.object({
  id: v.number(),
  name: v.string(),
  expired: v.fallback(v.boolean(), false),
  size_in_bytes: v.fallback(v.number(), 0),
  digest: v.fallback(v.nullish(v.string()), undefined),
});

/** What GitHub says of an artifact; `digest` is `sha256:…` of its zip. */
export type Artifact = v.InferOutput<typeof artifactSchema>;

const listSchema = v.object({ artifacts: v.array(artifactSchema) });

/**
 * Returns the artifact of a run in one request, by its exact name; where there is none, in one more by the name of a file that
 * was uploaded as it is; undefined where the run has neither. After a re-run there may be several of one name: the newest
 * counts.
 * https://docs.github.com/en/rest/actions/artifacts#list-workflow-run-artifacts
 */
export async function findArtifact(
  client: Client,
  options: GitHubOptions,
  run: WorkflowRun,
  signal?: AbortSignal
): Promise<Artifact | undefined> {
  const name = options.artifactPrefix + run.id;
  return (await byName(client, options, run, name, signal)) ?? byName(client, options, run, `${name}.json`, signal);
}

async function byName(
  client: Client,
  options: GitHubOptions,
  run: WorkflowRun,
  name: string,
  signal?: AbortSignal
): Promise<Artifact | undefined> {
  const url = `${options.actionsUrl}/runs/${run.id}/artifacts`;
  const parsed = v.safeParse(listSchema, (await client(url, { query: { name, per_page: 100 }, signal })).data);
  if (!parsed.success) {
    throw new SourceError('corrupt', "The list of artifacts is not GitHub's", { request: { method: 'GET', url } });
  }
  const same = parsed.output.artifacts.filter((artifact) => artifact.name === name);
  return same.sort((a, b) => Number(a.expired) - Number(b.expired) || b.id - a.id)[0];
}
