import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { serveCollector, type ServeFlags } from '../src/hosts/cli/serveCollector';
import { DEFAULT_SENSITIVITY } from '../src/core';
import { GITHUB_DEFAULTS } from '../src/sources/github/githubOptions';
import { FAKE_TOKEN, type FakeGitHub, type FakeRun, startFakeGitHub } from './support/fakeGitHub';

type Running = Awaited<ReturnType<typeof serveCollector>>;

/** Returns what `serve` is told in tests: a fake GitHub, a folder, and any free port. */
export function serveFlags(apiUrl: string, dataDir: string): ServeFlags {
  return {
    ...GITHUB_DEFAULTS,
    ...DEFAULT_SENSITIVITY,
    source: 'github',
    repo: GITHUB_DEFAULTS.repository,
    apiUrl,
    dataDir,
    host: '127.0.0.1',
    port: 0,
    refreshInterval: 12,
    days: 90,
  };
}

/** A collector for each test of a file, with a fake GitHub and a folder of its own. */
export function collectorInTests(runs: () => Promise<readonly FakeRun[]>) {
  const current = {} as { folder: string; github: FakeGitHub; running?: Running };
  beforeEach(async () => {
    current.folder = await mkdtemp(join(tmpdir(), 'nightly-serve-'));
    current.github = await startFakeGitHub({ runs: await runs() });
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  });
  afterEach(async () => {
    await current.running?.stop();
    current.running = undefined;
    await current.github.close();
    await rm(current.folder, { recursive: true });
    jest.restoreAllMocks();
  });
  const json = async (path: string, init?: RequestInit): Promise<unknown> =>
    (await fetch(`${current.running!.address}${path}`, init)).json();
  return {
    current,
    json,
    /** Starts it, after stopping the one before: a restart. */
    async start(changes: Partial<ServeFlags> = {}, environment: NodeJS.ProcessEnv = { GITHUB_TOKEN: FAKE_TOKEN }) {
      await current.running?.stop();
      const flags = { ...serveFlags(current.github.apiUrl, current.folder), ...changes };
      current.running = await serveCollector(flags, environment);
      return current.running;
    },
    ask: (body: unknown): Promise<unknown> =>
      json('/api/query', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  };
}
