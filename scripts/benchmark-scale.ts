/**
 * Measures ten years of nights: how long a collector takes from its start to its first answer with the nights kept as rows
 * and without, how much memory it holds, how long a model's trend takes over a year and over all, and how long /healthz waits
 * while five more nights come in. Needs `npm run build:collector` and a gigabyte of disk. `npm run benchmark:scale [-- NIGHTS]`.
 */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { MS_PER_DAY } from '../src/core';
import { startFakeGitHub } from '../tests/support/fakeGitHub';
import {
  askHealth,
  askOnce,
  demoRuns,
  quantile,
  type Running,
  runsFolder,
  startCollector,
  trendQuestion,
  writeDemoArchive,
} from './collectorProcess';

const [NIGHTS = 3650] = process.argv.slice(2).map(Number);
const PROMISED = { start: 10, memory: 1024, all: 20, year: 5, healthz: 100 };
const COMING = 5;

async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'nightly-scale-'));
  const newest = Date.now() - COMING * MS_PER_DAY;
  await writeDemoArchive(dataDir, NIGHTS, { from: -Infinity, to: newest });
  const github = await startFakeGitHub({ runs: await demoRuns(NIGHTS, { from: newest, to: Infinity }) });
  const first = await timedStart(dataDir);
  print(`start from ${NIGHTS} documents`, first.seconds, PROMISED.start, 's');
  // Changes are looked for, and the nights kept as rows, after the start.
  await askOnce(first.running.address, { path: '/metrics' });
  await until(() =>
    stat(join(runsFolder(dataDir), 'nights.json')).then(
      () => true,
      () => false
    )
  );
  print('memory after looking for changes', await megabytes(first.running), PROMISED.memory, 'MiB');
  await first.running.stop();
  const second = await timedStart(dataDir, ['--api-url', github.apiUrl]);
  print(`start from ${NIGHTS} nights kept as rows`, second.seconds, PROMISED.start, 's');
  await askOnce(second.running.address, { path: '/metrics' });
  await trend(second.running, 'a year', 365, PROMISED.year);
  await trend(second.running, 'all nights', NIGHTS, PROMISED.all);
  print('memory', await megabytes(second.running), PROMISED.memory, 'MiB');
  await refresh(second.running, dataDir);
  await second.running.stop();
  await github.close();
  await rm(dataDir, { recursive: true });
}

async function timedStart(
  dataDir: string,
  parameters: readonly string[] = []
): Promise<{ running: Running; seconds: number }> {
  const began = performance.now();
  const running = await startCollector(dataDir, parameters);
  await askOnce(running.address, { path: '/api/status' });
  return { running, seconds: (performance.now() - began) / 1000 };
}

/** Each question differs a little, so that none is answered from those before. */
async function trend({ address }: Running, name: string, days: number, promised: number): Promise<void> {
  const times: number[] = [];
  for (let asked = 0; asked < 30; asked++) {
    const { status, ms } = await askOnce(address, trendQuestion(days - asked / 100));
    if (status !== 200) {
      throw new Error(`The trend answered ${status}.`);
    }
    times.push(ms);
  }
  const median = quantile(
    times.sort((a, b) => a - b),
    0.5
  );
  print(`trend of one model over ${name}, by HTTP`, median, promised, 'ms');
}

/** Until the nights are kept as rows again, changes are looked for in them. */
async function refresh({ address }: Running, dataDir: string): Promise<void> {
  const kept = join(runsFolder(dataDir), 'nights.json');
  const { mtimeMs } = await stat(kept);
  const stopHealth = askHealth(address);
  await askOnce(address, { path: '/api/refresh', method: 'POST' });
  await until(async () => (await stat(kept)).mtimeMs > mtimeMs);
  const times = await stopHealth();
  print(`/healthz while ${COMING} nights come in, p99`, quantile(times, 0.99), PROMISED.healthz, 'ms');
  print(`/healthz while ${COMING} nights come in, longest`, quantile(times, 1), PROMISED.healthz, 'ms');
}

async function megabytes({ child }: Running): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function print(what: string, figure: number, promised: number, unit: string): void {
  const ratio = (figure / promised).toFixed(2);
  process.stdout.write(
    `${what.padEnd(40)} ${figure.toFixed(1).padStart(8)} ${unit} (promised ${promised}, ratio ${ratio})\n`
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
