import { UNPACK_LIMITS } from '../../core';
import { SourceError, asSourceError } from '../errors';
import { readBytes } from '../http';
import { type Answer, type Client } from './createClient';
import { type Artifact } from './findArtifact';
import { type GitHubOptions } from './githubOptions';

/** The ways to ask: GitHub with the token, for listings and for downloads, and its storage without. */
export interface Clients {
  readonly github: Client;
  readonly downloads: Client;
  readonly storage: Client;
}

/**
 * Returns the address of an artifact's zip. GitHub answers with a redirect to storage on another origin, which refuses
 * a request that carries the token: so the redirect is not followed here, but by `downloadArtifact` without one.
 * https://docs.github.com/en/rest/actions/artifacts#download-an-artifact
 *
 * @throws SourceError `tooLarge`, besides what the request throws.
 */
export async function locateArtifact(
  { downloads }: Clients,
  { actionsUrl }: GitHubOptions,
  artifact: Artifact,
  signal?: AbortSignal
): Promise<string> {
  const request = { method: 'GET', url: `${actionsUrl}/artifacts/${artifact.id}/zip` };
  if (artifact.size_in_bytes > UNPACK_LIMITS.packedBytes) {
    throw new SourceError('tooLarge', `The artifact has ${artifact.size_in_bytes} bytes`, { request });
  }
  const { status, headers } = await downloads(request.url, { raw: true, signal });
  if (status < 300 || status >= 400 || typeof headers.location !== 'string') {
    throw new SourceError('network', `GitHub answered ${status} and not with a redirect to its storage`, { request });
  }
  return new URL(headers.location, request.url).href;
}

/**
 * Returns the bytes of an artifact's zip from its address in the storage.
 *
 * @throws SourceError `tooLarge`, or `corrupt` where the digest does not match, besides what the request throws.
 */
export async function downloadArtifact(
  { storage }: Clients,
  options: GitHubOptions,
  { artifact, location }: { readonly artifact: Artifact; readonly location: string },
  signal?: AbortSignal
): Promise<Uint8Array> {
  const request = { method: 'GET', url: location };
  const bytes = await body(await storage(location, { raw: true, signal }), request);
  await checkDigest(bytes, artifact, options, request);
  return bytes;
}

async function body({ data }: Answer, request: { method: string; url: string }): Promise<Uint8Array> {
  try {
    return await readBytes(new Response(data as BodyInit), UNPACK_LIMITS.packedBytes, request);
  } catch (error) {
    throw asSourceError(error, request);
  }
}

async function checkDigest(
  bytes: Uint8Array,
  { digest }: Artifact,
  { sha256 }: GitHubOptions,
  request: { method: string; url: string }
): Promise<void> {
  const [algorithm, expected] = digest?.split(':') ?? [];
  if (algorithm !== 'sha256' || !sha256) {
    return;
  }
  const received = await sha256(bytes);
  if (received !== expected?.toLowerCase()) {
    throw new SourceError('corrupt', `The artifact's digest is ${received}, GitHub said ${expected}`, { request });
  }
}
