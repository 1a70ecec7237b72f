import { isValid } from 'ipaddr.js';

import { UNPACK_LIMITS } from '../../core';
import { zoneOf } from '../addresses';
import { type Request, SourceError } from '../errors';
import { type Client, type GitHubResponse, isRedirect, MOST_REDIRECTS } from './createClient';
import { type Artifact } from './findArtifacts';
import { type GitHubOptions } from './githubOptions';

/** The ways to ask: GitHub with the token, for listings and for downloads, and its storage without. */
export interface Clients {
  readonly github: Client;
  readonly downloads: Client;
  readonly storage: Client;
}

/** Whether GitHub says what an artifact's bytes are, and this host can check it. */
export function isVerifiable({ digest }: Artifact, { sha256 }: GitHubOptions): boolean {
  return sha256 !== undefined && digest?.startsWith('sha256:') === true;
}

/** Where an artifact's bytes are: at an address of the storage, or here already. */
type Located = { readonly location: string } | { readonly bytes: Uint8Array };

/**
 * Returns where an artifact's zip lies. GitHub answers with a redirect to storage on another origin, which refuses a
 * request that carries the token: so the redirect is not followed here, but by `downloadArtifact` without one. A server
 * that answers with the bytes themselves is taken at its word.
 * https://docs.github.com/en/rest/actions/artifacts#download-an-artifact
 *
 * @throws SourceError `tooLarge`, besides what the request throws.
 */
export async function locateArtifact(
  { downloads }: Clients,
  { actionsUrl }: GitHubOptions,
  artifact: Artifact,
  signal?: AbortSignal
): Promise<Located> {
  const request = { method: 'GET', url: `${actionsUrl}/artifacts/${artifact.id}/zip` };
  if (artifact.size_in_bytes > UNPACK_LIMITS.packedBytes) {
    throw new SourceError('tooLarge', `The artifact has ${artifact.size_in_bytes} bytes`, { request });
  }
  const answer = await downloads(request.url, { raw: true, signal });
  if (answer.status === 200) {
    return { bytes: bytesOf(answer, request) };
  }
  if (!isRedirect(answer)) {
    throw new SourceError(
      'network',
      `GitHub answered ${answer.status}, neither with the artifact nor with its address`,
      { request }
    );
  }
  return { location: storageOf(answer, request.url, request) };
}

/** Returns where a redirect leads. @throws SourceError where that is no storage for an artifact of the API at `request`. */
function storageOf({ headers }: GitHubResponse, from: string, request: Request): string {
  const location = new URL(String(headers.location), from);
  if (!isStorage(location, new URL(request.url))) {
    throw new SourceError('network', `GitHub names a storage that is not asked: ${location.origin}`, {
      request,
      advice: 'It must be an https address that is not inside the network, unless the API is there too.',
    });
  }
  return location.href;
}

/** The storage has an https address, or the API's own scheme, and one on the internet unless the API is inside too. */
function isStorage(location: URL, api: URL): boolean {
  const isSafe = location.protocol === 'https:' || location.protocol === api.protocol;
  return isSafe && (!isInternal(location.hostname) || isInternal(api.hostname));
}

/** Whether a host name says by itself that it is of this machine or its network. */
function isInternal(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isValid(host)
    ? zoneOf(host) !== 'public'
    : /(^|\.)(localhost|local|internal)$/i.test(host) || !host.includes('.');
}

/**
 * Returns the bytes of an artifact's zip, from the storage where they are not here yet.
 *
 * @throws SourceError `corrupt` where the digest does not match, `tooLarge`, besides what the request throws.
 */
export async function downloadArtifact(
  { storage }: Clients,
  options: GitHubOptions,
  { artifact, located }: { readonly artifact: Artifact; readonly located: Located },
  signal?: AbortSignal
): Promise<Uint8Array> {
  const request = { method: 'GET', url: 'location' in located ? located.location : options.actionsUrl };
  const api = { method: 'GET', url: `${options.actionsUrl}/artifacts/${artifact.id}/zip` };
  const ask = async (url: string, hops = 0): Promise<GitHubResponse> => {
    const answer = await storage(url, { raw: true, signal });
    // A storage may have others behind it; each must be one that GitHub itself could name.
    return isRedirect(answer) && hops < MOST_REDIRECTS ? ask(storageOf(answer, url, api), hops + 1) : answer;
  };
  const bytes = 'bytes' in located ? located.bytes : bytesOf(await ask(located.location), request);
  await checkDigest(bytes, artifact, options, request);
  return bytes;
}

function bytesOf({ data, status }: GitHubResponse, request: { method: string; url: string }): Uint8Array {
  if (data instanceof Uint8Array) {
    return data;
  }
  throw new SourceError('network', `The storage answered ${status} without the artifact`, { request, status });
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
