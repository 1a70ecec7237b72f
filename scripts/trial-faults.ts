/**
 * Tries what ends other programs, on the built collector: it is killed 200 times while it refreshes, its disk is full, its
 * folder can't be written, and two of it share a folder. Afterwards no night may be lost and nothing may hang. The full and
 * the read-only disk need the right to mount a tmpfs. `npm run trial:faults [-- KILLS]`.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type FakeGitHub, type FakeRun, startFakeGitHub } from '../tests/support/fakeGitHub';
import { fakeRuns } from '../tests/support/builders';
import { askOnce, runsFolder, type Running, startCollector } from './collectorProcess';

const NIGHTS = 40;
const [KILLS = 200] = process.argv.slice(2).map(Number);
const PATIENCE_MS = 60_000;

interface Trial {
  readonly github: FakeGitHub;
  readonly runs: readonly FakeRun[];
  readonly folder: string;
}

async function main(): Promise<void> {
  const runs = await fakeRuns(NIGHTS, Date.now() - 86_400_000);
  const github = await startFakeGitHub({ runs, latencyMs: 5 });
  const folder = await mkdtemp(join(tmpdir(), 'nightly-faults-'));
  const trial = { github, runs, folder };
  await kills(trial);
  await twoProcesses(trial);
  await fullDisk(trial);
  await readOnly(trial);
  await github.close();
  await rm(folder, { recursive: true });
}

const start = ({ github }: Trial, dataDir: string) =>
  startCollector(dataDir, ['--api-url', github.apiUrl, '--fetch-on-start']);

async function kills(trial: Trial): Promise<void> {
  const dataDir = join(trial.folder, 'kills');
  for (let kill = 0; kill < KILLS; kill++) {
    const { stop } = await start(trial, dataDir);
    await sleep((kill * 7) % 120);
    await stop('SIGKILL');
    if (kill % 20 === 19) {
      await rm(join(runsFolder(dataDir), `${trial.runs[kill % NIGHTS]!.id}-1.night`), { force: true });
    }
  }
  const running = await start(trial, dataDir);
  await hasAll(trial, running);
  await running.stop();
  const left = (await readdir(runsFolder(dataDir))).filter((name) => name.endsWith('.tmp')).length;
  say(`${KILLS} kills`, `${await verified(dataDir)}; ${left} temporary files, which go after an hour`);
}

async function twoProcesses(trial: Trial): Promise<void> {
  const dataDir = join(trial.folder, 'two');
  const both = await Promise.all([start(trial, dataDir), start(trial, dataDir)]);
  await Promise.all(both.map((running) => hasAll(trial, running)));
  const codes = await Promise.all(both.map(({ stop }) => stop()));
  say('two processes on one folder', `${await verified(dataDir)}; exit codes ${codes.join(' and ')}`);
}

async function fullDisk(trial: Trial): Promise<void> {
  const mount = join(trial.folder, 'full');
  await mkdir(mount);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=100k', 'tmpfs', mount]);
  try {
    const running = await start(trial, mount);
    await hasAll(trial, running);
    const { notices } = await status(running);
    say('full disk, while it is full', `all nights served; ${notices[0]?.text.slice(0, 110)}…`);
    execFileSync('mount', ['-o', 'remount,size=10m', mount]);
    await askOnce(running.address, { path: '/api/refresh', method: 'POST' });
    await until(async () => (await nightFiles(mount)).length === NIGHTS);
    await running.stop();
    say('full disk, after there was room', await verified(mount));
  } finally {
    execFileSync('umount', [mount]);
  }
}

async function readOnly(trial: Trial): Promise<void> {
  const mount = join(trial.folder, 'read-only');
  await mkdir(mount);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=10m', 'tmpfs', mount]);
  try {
    const first = await start(trial, mount);
    await hasAll(trial, first);
    await first.stop();
    await rm(join(runsFolder(mount), `${trial.runs[0]!.id}-1.night`));
    execFileSync('mount', ['-o', 'remount,ro', mount]);
    const running = await start(trial, mount);
    await hasAll(trial, running);
    const { notices } = await status(running);
    await running.stop();
    say('read-only folder', `all nights served; ${notices[0]?.text.slice(0, 110)}…`);
  } finally {
    execFileSync('umount', [mount]);
  }
}

async function hasAll({ runs }: Trial, { address, said }: Running): Promise<void> {
  await until(async () => {
    const { bytes } = await askOnce(address, { path: '/api/metrics' });
    return (JSON.parse(bytes.toString()) as unknown[]).length === runs.length;
  }, said);
}

async function status({ address }: Running): Promise<{ notices: Array<{ text: string }> }> {
  let found = { notices: [] as Array<{ text: string }> };
  await until(async () => {
    const { bytes } = await askOnce(address, { path: '/api/status' });
    found = JSON.parse(bytes.toString()) as typeof found;
    return found.notices.some(({ text }) => text.includes('could not be archived'));
  });
  return found;
}

async function nightFiles(dataDir: string): Promise<string[]> {
  return (await readdir(runsFolder(dataDir))).filter((name) => name.endsWith('.night'));
}

/** What `archive verify` says. */
async function verified(dataDir: string): Promise<string> {
  const text = execFileSync(process.execPath, [
    'dist-collector/sglang-nightly.cjs',
    'archive',
    'verify',
    '--data-dir',
    dataDir,
  ]);
  const events = await readFile(join(runsFolder(dataDir), 'events.json'), 'utf8').catch(() => '{}');
  JSON.parse(events);
  return text.toString().trim();
}

async function until(holds: () => Promise<boolean>, said = () => ''): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > end) {
      throw new Error(`It did not come to that within a minute. ${said()}`);
    }
    await sleep(50);
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function say(what: string, result: string): void {
  process.stdout.write(`${what.padEnd(32)} ${result}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
