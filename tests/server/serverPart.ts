import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { type DataFrameJson, type SavedQuery } from '../../src/core';
import { type NightlyOptions } from '../../src/hosts/grafana/types';

const ROOT = join(__dirname, '../..');
const HARNESS = join(ROOT, 'test-results/harness');

/** A data source, as Grafana hands it to the plugin. */
export interface Settings {
  readonly options: NightlyOptions & { readonly acknowledgements?: string };
  readonly secrets?: Readonly<Record<string, string>>;
  /** Of Grafana's organisations; 1 where none is given. */
  readonly organisation?: number;
}

/** One answer of `QueryData`. */
export interface DataAnswer {
  readonly error?: string;
  readonly frames: readonly DataFrameJson[] | null;
  /** What Grafana's own reader of frames made of them. */
  readonly dataplane: string;
}

interface Asked {
  readonly from: number;
  readonly to: number;
  readonly fromAlert?: boolean;
}

/** The running executable. */
export interface ServerPart {
  readonly pid: number;
  readonly handshakeMs: number;
  /** All that it logged. */
  readonly log: () => string;
  query(settings: Settings, queries: readonly SavedQuery[], asked: Asked): Promise<Record<string, DataAnswer>>;
  resource(settings: Settings, request: ResourceRequest): Promise<{ status: number; body: unknown; text: string }>;
  /** Sends a body as it is. */
  raw(settings: Settings, request: RawRequest): Promise<{ status: number; body: string }>;
  health(settings: Settings): Promise<{ status: string; message: string }>;
  /** What it measures of itself, as Prometheus reads it. */
  metrics(): Promise<string>;
  stop(): Promise<void>;
}

interface ResourceRequest {
  readonly method?: string;
  /** With its query string. */
  readonly path: string;
  readonly body?: unknown;
}

interface RawRequest extends ResourceRequest {
  readonly body?: string;
}

/** Returns the path of the executable for this machine. */
export function executable(): string {
  const [os, arch] = execFileSync('go', ['env', 'GOOS', 'GOARCH'], { encoding: 'utf8' }).split(/\s+/);
  const path = join(ROOT, `dist/gpx_sglang_nightly_${os}_${arch}`);
  if (!existsSync(path)) {
    throw new Error(`There is no ${path}: run \`npm run build && npm run build:server -- --host\` first.`);
  }
  return path;
}

/** Compiles what speaks Grafana's protocol for the tests. */
export function buildHarness(): void {
  execFileSync('go', ['build', '-o', HARNESS, './tests/server/harness'], { cwd: ROOT, stdio: 'inherit' });
}

/** Starts the executable as Grafana does, with a folder for its archive. */
export async function startServerPart(environment: Record<string, string> = {}): Promise<ServerPart> {
  const child = spawn(HARNESS, [executable()], {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (text: Buffer) => (log += text.toString()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`The harness ended with ${code}: ${log}`)));
  });
  const { url, pid, handshakeMs } = JSON.parse(line) as { url: string; pid: number; handshakeMs: number };
  const post = async <Answer>(path: string, body: unknown): Promise<Answer> => {
    const response = await fetch(url + path, { method: 'POST', body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(text);
    }
    return JSON.parse(text) as Answer;
  };
  const raw: ServerPart['raw'] = (settings, { method = 'GET', path, body = '' }) =>
    post('/resource', { ...settings, method, path: path.split('?', 1)[0], url: path, body });
  return {
    pid,
    handshakeMs,
    log: () => log,
    query: (settings, queries, asked) =>
      post('/query', {
        ...settings,
        ...asked,
        queries: queries.map((query, at) => ({ refId: 'ABCDEFGHIJKL'[at], ...query })),
      }),
    raw,
    async resource(settings, { body, ...request }) {
      const answer = await raw(settings, { ...request, ...(body !== undefined && { body: JSON.stringify(body) }) });
      return { status: answer.status, text: answer.body, body: JSON.parse(answer.body) as unknown };
    },
    health: (settings) => post('/health', settings),
    metrics: () => post('/metrics', {}),
    stop: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  await ended;
}
