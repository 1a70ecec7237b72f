/**
 * What the server part costs: size, start, answers, detection, memory. `npm run benchmark:server [-- SECONDS]`, after
 * `npm run build && npm run build:server -- --host`. Memory is read after as many seconds of a question a second.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { changedNights, fakeRun, nightZip } from '../tests/support/builders';
import { FAKE_TOKEN, startFakeGitHub } from '../tests/support/fakeGitHub';
import { buildHarness, executable, type ServerPart, type Settings, startServerPart } from '../tests/server/serverPart';

const NIGHTS = 90;
const PANELS = 12;
const NOW = Date.now();
/** Yesterday: the results of today come in the course of the day. */
const END = NOW - 86_400_000;
const TREND = { filter: { model: ['zai-org/GLM-4.6'] } };
const WINDOW = { from: NOW - 120 * 86_400_000, to: NOW };
const SECONDS = Number(process.argv[2] ?? 60);

function say(what: string, value: number | string, unit = ''): void {
  process.stdout.write(
    `${what.padEnd(58)} ${typeof value === 'number' ? value.toFixed(value < 10 ? 2 : 0) : value} ${unit}\n`
  );
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  say(what, performance.now() - start, 'ms');
  return result;
}

/** Resident memory in MB, now and at most. */
function memory({ pid }: ServerPart): [number, number] {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  return [of('VmRSS'), of('VmHWM')];
}

/** Asks until there are rows: while nights are read and changes are looked for, answers are empty. */
async function untilAnswered(part: ServerPart, settings: Settings, query: object): Promise<void> {
  for (;;) {
    const { A } = await part.query(settings, [query], WINDOW);
    if (A && !A.error && A.frames?.some(({ data }) => (data.values[0]?.length ?? 0) > 0)) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function measure(name: string, settings: Settings, trend: object, seconds: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nightly-benchmark-'));
  const environment = { GF_PLUGIN_DATA_DIR: folder };
  process.stdout.write(`\n${name}\n`);
  let part = await startServerPart(environment);
  say('handshake', part.handshakeMs, 'ms');
  const ask = (query: object) => part.query(settings, [query], WINDOW);
  await timed(`ready from nothing (${NIGHTS} nights)`, () => untilAnswered(part, settings, { kind: 'runs' }));
  await timed('trend of one model, while changes are looked for', () => ask(trend));
  await timed('changes, first', () => untilAnswered(part, settings, { kind: 'changes', view: 'alerts' }));
  await timed('changes, again', () => ask({ kind: 'changes', view: 'alerts' }));
  await timed('trend of one model', () => ask(trend));
  await timed(`${PANELS} panels at once`, () => Promise.all(Array.from({ length: PANELS }, () => ask(trend))));
  say('resident memory, at most', memory(part)[1], 'MB');
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    await Promise.all([ask(trend), new Promise((resolve) => setTimeout(resolve, 1000))]);
  }
  say(`resident memory after ${seconds} s of a question a second`, memory(part)[0], 'MB');
  await part.stop();
  part = await startServerPart(environment);
  await timed('ready after a restart, from the archive', () => untilAnswered(part, settings, { kind: 'runs' }));
  await timed('changes after a restart', () => untilAnswered(part, settings, { kind: 'changes', view: 'alerts' }));
  await part.stop();
  rmSync(folder, { recursive: true });
}

async function main(): Promise<void> {
  buildHarness();
  const path = executable();
  say('executable', statSync(path).size / 1e6, 'MB');
  say('executable, gzipped', gzipSync(readFileSync(path)).byteLength / 1e6, 'MB');
  const nights = changedNights(NIGHTS, 8, 0.92, END);
  const runs = nights.map(async (document, at) =>
    fakeRun(nights.length - 1 - at, END, { zip: await nightZip(Number(document.run_id), document) })
  );
  const github = await startFakeGitHub({ runs: await Promise.all(runs) });
  await measure(
    'A small fleet from GitHub',
    {
      options: { source: 'github', githubUrl: github.apiUrl, repository: 'sgl-project/sglang' },
      secrets: { githubToken: FAKE_TOKEN },
    },
    TREND,
    SECONDS
  );
  await github.close();
  await measure("The demo's fleet", { options: { source: 'demo' } }, TREND, Math.min(SECONDS, 10));
}

void main();
