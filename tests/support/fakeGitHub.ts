import { createHash } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { type AddressInfo } from 'node:net';

import { commitsAnswer, type FakeCommit } from './fakeCommits';

/** A run as the fake GitHub has it. */
export interface FakeRun {
  readonly id: number;
  readonly created_at: string;
  readonly run_attempt: number;
  readonly head_sha: string;
  readonly head_branch: string;
  readonly event: string;
  readonly conclusion: string;
  readonly display_title?: string;
  /** The artifact's zip; left out: the run has none. */
  readonly zip?: Uint8Array;
  readonly expired?: boolean;
  /** The workflow that it is of; the main one if left out. */
  readonly workflow?: string;
  /** Further artifacts with results, by their names. */
  readonly artifacts?: Readonly<Record<string, Uint8Array>>;
  /** What GitHub says the zip's digest is; its own if left out. */
  readonly digest?: string;
}

/** Makes the next requests to a path answer differently. */
export interface Fault {
  readonly path: RegExp;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** What it says; `fault STATUS` if left out. */
  readonly message?: string;
  /** How often; then it is over. */
  times: number;
}

export interface FakeGitHub {
  readonly apiUrl: string;
  /** `METHOD path?query` of each request, in order; those to the storage begin with `storage `. */
  readonly log: string[];
  runs: FakeRun[];
  faults: Fault[];
  close(): Promise<void>;
}

export interface FakeGitHubOptions {
  readonly runs: readonly FakeRun[];
  readonly token?: string;
  readonly latencyMs?: number;
  readonly remaining?: number;
  /** Whether there is no repository for whom it does not know. */
  readonly isPrivate?: boolean;
  /** The workflows that the repository has; all that are asked for if left out. */
  readonly workflows?: readonly string[];
  /** The releases of the repository, newest first, as the API gives them. */
  readonly releases?: readonly unknown[];
  /** The commits of the main branch, oldest first. */
  readonly commits?: readonly FakeCommit[];
  /** How many runs a list claims to have; as many as there are if left out. */
  readonly claimed?: number;
  /** Whether it lists all artifacts of a run, whatever name is asked for, as some servers with GitHub's interface do. */
  readonly ignoresName?: boolean;
  /** How many runs a page of the list has at most, whatever is asked for: GitHub filters after it cuts pages. */
  readonly longestPage?: number;
  /** How many storages stand one behind the other. */
  readonly storages?: number;
}

/** When the fake GitHub says that the rate limit resets, in milliseconds since 1970. */
export const RESET_AT = Date.UTC(2026, 9, 20, 9);

export const FAKE_TOKEN = 'token-for-tests';

/**
 * Starts a server that behaves as GitHub's API and its artifact storage do, each on an origin of its own, on 127.0.0.1.
 * Results need a token; the download redirects; the storage refuses a request with an Authorization header.
 */
export async function startFakeGitHub(options: FakeGitHubOptions): Promise<FakeGitHub> {
  const github: Omit<FakeGitHub, 'apiUrl' | 'close'> = { log: [], runs: [...options.runs], faults: [] };
  const delay = () => new Promise((resolve) => setTimeout(resolve, options.latencyMs ?? 0));
  const storage = createServer((request, response) => {
    github.log.push(`storage ${request.method} ${request.url?.split('?')[0]}`);
    void delay().then(() => answerStorage(github, options, request, response));
  });
  const storageUrl = await listen(storage);
  const api = createServer((request, response) => {
    github.log.push(`${request.method} ${request.url}`);
    void delay().then(() => answerApi(github, options, storageUrl, request, response));
  });
  const apiUrl = await listen(api);
  return Object.assign(github, {
    apiUrl,
    close: () => Promise.all([close(api), close(storage)]).then(() => undefined),
  });
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

type State = Omit<FakeGitHub, 'apiUrl' | 'close'>;

function answerStorage(
  github: State,
  { storages = 1 }: FakeGitHubOptions,
  request: IncomingMessage,
  response: ServerResponse
): void {
  const behind = Number(/[?&]behind=(\d+)/.exec(request.url ?? '')?.[1] ?? 1);
  if (behind < storages) {
    const location = `${request.url?.split('?')[0]}?sig=secret-signature&behind=${behind + 1}`;
    response.writeHead(302, { location }).end();
    return;
  }
  const named = Number(/^\/(\d+)\.zip/.exec(request.url ?? '')?.[1]);
  const stored = github.runs.find(({ id }) => id === named)?.zip ?? zipOf(github, named);
  if (faulty(github, `storage ${request.url}`, response)) {
    return;
  }
  if (request.headers.authorization) {
    send(response, 403, { message: 'Server failed to authenticate the request.' });
  } else if (stored) {
    response.writeHead(200, { 'content-type': 'application/zip', 'content-length': stored.byteLength }).end(stored);
  } else {
    send(response, 404, { message: 'BlobNotFound' });
  }
}

function answerApi(
  github: State,
  options: FakeGitHubOptions,
  storageUrl: string,
  request: IncomingMessage,
  response: ServerResponse
): void {
  const url = new URL(request.url ?? '', 'http://github.test');
  const authorised =
    request.headers.authorization === `token ${options.token ?? FAKE_TOKEN}` ||
    request.headers.authorization === `Bearer ${options.token ?? FAKE_TOKEN}`;
  response.setHeader('x-ratelimit-remaining', String(options.remaining ?? 4999));
  response.setHeader('x-ratelimit-limit', '5000');
  response.setHeader('x-ratelimit-reset', String(RESET_AT / 1000));
  if (faulty(github, url.pathname, response)) {
    return;
  }
  if (request.headers.authorization && !authorised) {
    return send(response, 401, { message: 'Bad credentials' });
  }
  if (options.isPrivate && !authorised) {
    return send(response, 404, { message: 'Not Found' });
  }
  if (/\/repos\/[^/]+\/[^/]+\/releases$/.test(url.pathname)) {
    return send(response, 200, options.releases ?? []);
  }
  const zip = /\/actions\/artifacts\/(\d+)\/zip$/.exec(url.pathname);
  const artifacts = /\/actions\/runs\/(\d+)\/artifacts$/.exec(url.pathname);
  const one = /\/actions\/runs\/(\d+)$/.exec(url.pathname);
  if (zip) {
    return answerZip(github, Number(zip[1]), authorised, storageUrl, response);
  }
  if (artifacts) {
    return listArtifacts(github, options, { runId: Number(artifacts[1]), url }, response);
  }
  if (one) {
    const run = github.runs.find(({ id }) => id === Number(one[1]));
    return run ? send(response, 200, publicRun(run)) : send(response, 404, { message: 'Not Found' });
  }
  if (/\/repos\/[\w.-]+\/[\w.-]+\/issues$/.test(url.pathname) && request.method === 'GET') {
    return send(response, 200, []);
  }
  const ofCommits = commitsAnswer(options.commits ?? [], url);
  if (ofCommits) {
    return send(response, ofCommits.status, ofCommits.body);
  }
  const workflow = /\/actions\/workflows\/([\w.-]+)\/runs$/.exec(url.pathname)?.[1];
  if (workflow && (options.workflows?.includes(workflow) ?? true)) {
    const { claimed, longestPage } = options;
    return listRuns(github, { url, workflow, claimed, longestPage }, request, response);
  }
  return send(response, 404, { message: 'Not Found' });
}

function answerZip(
  github: State,
  artifactId: number,
  authorised: boolean,
  storageUrl: string,
  response: ServerResponse
): void {
  const run = github.runs.find(({ id }) => id === Math.floor(artifactId / 100));
  if (!authorised) {
    return send(response, 401, { message: 'Requires authentication' });
  }
  if (!zipOf(github, artifactId) || run?.expired) {
    return send(response, run ? 410 : 404, { message: run ? 'Artifact has expired' : 'Not Found' });
  }
  response
    .writeHead(302, {
      location: `${storageUrl}/${artifactId === artifactIdOf(run!.id) ? run!.id : artifactId}.zip?sig=secret-signature`,
    })
    .end();
}

function listArtifacts(
  github: State,
  { ignoresName = false }: FakeGitHubOptions,
  { runId, url }: { readonly runId: number; readonly url: URL },
  response: ServerResponse
): void {
  const run = github.runs.find(({ id }) => id === runId);
  const name = ignoresName ? null : url.searchParams.get('name');
  const own = run?.zip || run?.expired ? [artifactOf(run)] : [];
  const others = ['metrics-8gpu-h200-partition-0', 'core-dump-1', 'diffusion-comparison'].map((other, index) => ({
    id: runId * 100 + index + 1,
    name: other,
    size_in_bytes: 10,
    expired: true,
  }));
  const further = Object.entries(run?.artifacts ?? {}).map(([of, zip], index) => ({
    ...artifactOf({ ...run!, zip, digest: undefined }),
    id: runId * 100 + FURTHER + index,
    name: of,
  }));
  const all = [...others, ...own, ...further].filter((artifact) => !name || artifact.name === name);
  const perPage = Math.min(Number(url.searchParams.get('per_page') ?? 30), 100);
  const page = Number(url.searchParams.get('page') ?? 1);
  const artifacts = all.slice((page - 1) * perPage, page * perPage);
  send(response, 200, { total_count: all.length, artifacts });
}

function artifactOf(run: FakeRun) {
  return {
    id: artifactIdOf(run.id),
    name: `consolidated-metrics-${run.id}`,
    size_in_bytes: run.zip?.byteLength ?? 0,
    expired: run.expired ?? false,
    expires_at: '2027-01-01T00:00:00Z',
    digest:
      run.digest ??
      `sha256:${createHash('sha256')
        .update(run.zip ?? '')
        .digest('hex')}`,
  };
}

/** Ids of artifacts end in two digits: 00 for the consolidated one, from here on for further ones. */
const FURTHER = 50;

function zipOf(github: State, artifactId: number): Uint8Array | undefined {
  const run = github.runs.find(({ id }) => id === Math.floor(artifactId / 100));
  const place = artifactId % 100;
  return place === 0 ? run?.zip : Object.values(run?.artifacts ?? {})[place - FURTHER];
}

function artifactIdOf(runId: number): number {
  return runId * 100;
}

interface Asked {
  readonly url: URL;
  readonly workflow: string;
  readonly claimed?: number;
  readonly longestPage?: number;
}

function listRuns(
  github: State,
  { url, workflow, claimed, longestPage = 100 }: Asked,
  request: IncomingMessage,
  response: ServerResponse
): void {
  const query = url.searchParams;
  const perPage = Math.min(Number(query.get('per_page') ?? 30), longestPage);
  const page = Number(query.get('page') ?? 1);
  const event = query.get('event');
  const matching = github.runs
    .filter((run) => (run.workflow ?? 'nightly-test-nvidia.yml') === workflow)
    .filter((run) => inCreated(run.created_at, query.get('created') ?? '') && (!event || run.event === event))
    .sort((a, b) => b.created_at.localeCompare(a.created_at));
  const shown = matching.slice((page - 1) * perPage, page * perPage).slice(0, Math.max(0, 1000 - (page - 1) * perPage));
  const body = JSON.stringify({ total_count: claimed ?? matching.length, workflow_runs: shown.map(publicRun) });
  const etag = `W/"${createHash('sha256').update(body).digest('hex')}"`;
  if (page * perPage < matching.length) {
    url.searchParams.set('page', String(page + 1));
    response.setHeader('link', `<http://github.test${url.pathname}?${url.searchParams}>; rel="next"`);
  }
  response.setHeader('etag', etag);
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304).end();
  } else {
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(body);
  }
}

function inCreated(createdAt: string, condition: string): boolean {
  const day = createdAt.slice(0, 10);
  const [from, to] = condition.startsWith('>=') ? [condition.slice(2), '9999'] : condition.split('..');
  return condition === '' || (day >= (from ?? '') && day <= (to ?? ''));
}

function publicRun({ zip: _, artifacts: __, expired: ___, digest: ____, workflow: _____, ...run }: FakeRun) {
  return { ...run, status: 'completed', html_url: `https://github.com/sgl-project/sglang/actions/runs/${run.id}` };
}

function faulty(github: State, path: string, response: ServerResponse): boolean {
  const fault = github.faults.find((one) => one.times > 0 && one.path.test(path));
  if (!fault) {
    return false;
  }
  fault.times -= 1;
  Object.entries(fault.headers ?? {}).forEach(([name, value]) => response.setHeader(name, value));
  send(response, fault.status, { message: fault.message ?? `fault ${fault.status}` });
  return true;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
