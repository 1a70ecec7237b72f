/**
 * Measures what fetching costs: 30 nights at 100 ms a request by the built command line, and a refresh with nothing
 * new. Prints seconds, requests and the ratio to SGLang's own script (10.9 s, 91 requests).
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Collector } from '../collector/collector';
import { openArchive } from '../collector/archive';
import { createGitHubSource } from '../collector/createGitHubSource';
import { NightStore } from '../collector/nightStore';
import { fakeRuns } from '../src/testing/builders';
import { FAKE_TOKEN, startFakeGitHub } from '../src/testing/fakeGitHub';
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

  const source = createGitHubSource(
    { ...GITHUB_DEFAULTS, repo: GITHUB_DEFAULTS.repository, apiUrl: github.apiUrl },
    { token: FAKE_TOKEN }
  );
  const store = new NightStore(await openArchive(join(folder, 'archive')));
  const collector = new Collector({
    source,
    store,
    demo: false,
    days: 40,
    now: Date.now,
    log: () => undefined,
    notices: [],
    repositoryUrl: '',
  });
  await collector.refresh();
  github.log.length = 0;
  await collector.refresh();
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
