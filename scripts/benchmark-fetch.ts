/**
 * Measures what fetching costs: 30 nights at 100 ms a request by the built command line, and a refresh with nothing
 * new. Prints seconds, requests and the ratio to SGLang's own script (10.9 s, 91 requests).
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createSource, openArchive } from '../src/hosts/cli/createSource';
import { MS_PER_DAY } from '../src/core';
import { NightStore } from '../src/backend/store/nightStore';
import { fakeRuns } from '../tests/support/builders';
import { FAKE_TOKEN, startFakeGitHub } from '../tests/support/fakeGitHub';
import { GITHUB_DEFAULTS } from '../src/sources/github/githubOptions';

const THEIRS = { seconds: 10.9, requests: 91 };

async function main(): Promise<void> {
  const github = await startFakeGitHub({ runs: await fakeRuns(30, Date.now()), latencyMs: 100 });
  const folder = await mkdtemp(join(tmpdir(), 'nightly-benchmark-'));
  const started = performance.now();
  await run([
    'dist-collector/sglang-nightly.cjs',
    'fetch',
    '--api-url',
    github.apiUrl,
    '--days',
    '40',
    '--output',
    join(folder, 'out.json'),
  ]);
  const seconds = (performance.now() - started) / 1000;
  const requests = github.log.length;
  print(
    'fetch, 30 nights',
    `${seconds.toFixed(2)} s (${(THEIRS.seconds / seconds).toFixed(1)} times as fast), ${requests} requests`
  );

  const flags = { ...GITHUB_DEFAULTS, repo: GITHUB_DEFAULTS.repository, apiUrl: github.apiUrl };
  const { source } = await createSource('github', flags, { token: FAKE_TOKEN, environment: {} });
  const archive = await openArchive(join(folder, 'archive'));
  const store = new NightStore({ source, archive, now: Date.now, ttl: 0 });
  const window = { from: Date.now() - 40 * MS_PER_DAY, to: Infinity };
  await store.load(window, { force: true });
  github.log.length = 0;
  await store.load(window, { force: true });
  print(
    'refresh with nothing new',
    `${github.log.length} requests (${(THEIRS.requests / github.log.length).toFixed(0)} times fewer)`
  );
  await github.close();
  await rm(folder, { recursive: true });
}

function run(command: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, {
      env: { ...process.env, GITHUB_TOKEN: FAKE_TOKEN },
      stdio: 'ignore',
    });
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`fetch ended with ${code}`))));
  });
}

function print(what: string, figure: string): void {
  process.stdout.write(`${what.padEnd(28)} ${figure}\n`);
}

void main();
