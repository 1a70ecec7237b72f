/**
 * Measures what a collector answers under load: requests a second and the slowest of a hundred, for 8 and 200 clients,
 * plain and with gzip, while another client asks /healthz all the time. What 200 clients are sent plain, a server is asked for
 * too that does nothing but send as many bytes: nobody is faster on this machine. `--soak` refreshes every second for five minutes
 * besides, and prints memory and open files. All traffic is on 127.0.0.1. Needs `npm run build:collector`.
 */
import { readdir, readFile, mkdtemp, rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { startFakeGitHub } from '../tests/support/fakeGitHub';
import {
  type Asked,
  askHealth,
  askOnce,
  demoRuns,
  quantile,
  type Running,
  startCollector,
  trendQuestion,
  writeDemoArchive,
} from './collectorProcess';

const SECONDS = 4;
const WARM_UP = 3;
const chosen = process.argv.slice(2).map(Number).filter(Boolean);
/** What SGLang's own server answers, with 8 clients and gzip. */
const THEIRS = 9;

async function main(): Promise<void> {
  if (process.argv.includes('--soak')) {
    return soak();
  }
  for (const nights of chosen.length > 0 ? chosen : [20, 90, 365]) {
    const dataDir = await mkdtemp(join(tmpdir(), 'nightly-load-'));
    await writeDemoArchive(dataDir, nights);
    const running = await startCollector(dataDir);
    await readiness(running);
    const questions: Array<[string, Asked]> = [
      ...(nights < 365 ? ([['/api/metrics', { path: '/api/metrics' }]] as Array<[string, Asked]>) : []),
      ['/metrics', { path: '/metrics' }],
      ...(nights > 20 ? ([[`trend of ${nights} nights`, trendQuestion(nights)]] as Array<[string, Asked]>) : []),
    ];
    for (const [name, asked] of questions) {
      for (const gzip of [true, false]) {
        for (const clients of [8, 200]) {
          await load(
            running.address,
            `${nights} nights, ${name}${gzip ? ', gzip' : ''}`,
            { ...asked, ...encoded(asked, gzip) },
            clients
          );
        }
      }
      await loadBare(running.address, asked);
    }
    if (nights === 365) {
      const { bytes } = await askOnce(running.address, { ...trendQuestion(365), ...encoded(trendQuestion(365), true) });
      print('one model over 365 nights on the wire', `${(bytes.byteLength / 1000).toFixed(1)} kB (at most 60)`);
    }
    await running.stop();
    await rm(dataDir, { recursive: true });
  }
}

function encoded({ headers = {} }: Asked, gzip: boolean): Pick<Asked, 'headers'> {
  return { headers: { ...headers, ...(gzip && { 'accept-encoding': 'gzip' }) } };
}

async function readiness({ address, said }: Running): Promise<void> {
  // The first /metrics waits until changes were looked for.
  const { status } = await askOnce(address, { path: '/metrics' });
  if (status !== 200) {
    throw new Error(`/metrics answered ${status}: ${said()}`);
  }
}

/** What the machine itself allows. */
async function loadBare(address: string, asked: Asked): Promise<void> {
  const { bytes } = await askOnce(address, asked);
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     const body = Buffer.alloc(workerData, 'x');
     const server = require('node:http').createServer((request, response) => {
       response.end(request.url === '/healthz' ? 'ok' : body);
     });
     server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`,
    { eval: true, workerData: bytes.byteLength }
  );
  const port = await new Promise<number>((resolve, reject) => worker.once('message', resolve).once('error', reject));
  const megabytes = (bytes.byteLength / 1e6).toFixed(1);
  await load(`http://127.0.0.1:${port}`, `  only sending ${megabytes} MB`, { ...asked, headers: {} }, 200);
  await worker.terminate();
}

async function load(address: string, name: string, asked: Asked, clients: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  for (let warm = 0; warm < WARM_UP; warm++) {
    await askOnce(address, { ...asked, agent });
  }
  const until = performance.now() + SECONDS * 1000;
  const times: number[] = [];
  const errors = new Map<string, number>();
  const client = async () => {
    while (performance.now() < until) {
      try {
        const { status, ms } = await askOnce(address, { ...asked, agent, drop: true });
        times.push(ms);
        if (status !== 200) {
          errors.set(`${status}`, (errors.get(`${status}`) ?? 0) + 1);
        }
      } catch (error) {
        const { message } = error as Error;
        errors.set(message, (errors.get(message) ?? 0) + 1);
      }
    }
  };
  const stopHealth = askHealth(address);
  await Promise.all(Array.from({ length: clients }, client));
  const health = await stopHealth();
  agent.destroy();
  const rate = times.length / SECONDS;
  const failed = errors.size > 0 ? `, ERRORS ${JSON.stringify([...errors])}` : '';
  print(
    `${name}, ${clients} clients`,
    `${rate.toFixed(0).padStart(6)} a second (${(rate / THEIRS).toFixed(0)} x SGLang's), p99 ${at(times, 0.99)} ms, /healthz p99 ${at(health, 0.99)} ms, longest ${at(health, 1)}${failed}`
  );
}

function at(times: number[], share: number): string {
  return quantile(
    times.sort((a, b) => a - b),
    share
  ).toFixed(0);
}

async function soak(): Promise<void> {
  const runs = await demoRuns(60);
  const github = await startFakeGitHub({ runs: runs.slice(30) });
  const dataDir = await mkdtemp(join(tmpdir(), 'nightly-soak-'));
  const secondInHours = String(1 / 3600);
  const running = await startCollector(dataDir, [
    '--api-url',
    github.apiUrl,
    '--fetch-on-start',
    '--refresh-interval',
    secondInHours,
  ]);
  const pid = running.child.pid!;
  for (let second = 0; second <= 300; second++) {
    if (second % 10 === 0 && second < 300) {
      github.runs.unshift(runs[29 - second / 10]!);
    }
    await askOnce(running.address, trendQuestion(30));
    await askOnce(running.address, { path: '/api/metrics', headers: { 'accept-encoding': 'gzip' } });
    if (second % 30 === 0) {
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      const handles = (await readdir(`/proc/${pid}/fd`)).length;
      const rss = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
      print(
        `after ${second} s`,
        `${rss.toFixed(0)} MiB, ${handles} open files, ${github.log.length} requests to GitHub`
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  print('stopped with', `${await running.stop()}`);
  await github.close();
  await rm(dataDir, { recursive: true });
}

function print(what: string, figure: string): void {
  process.stdout.write(`${what.padEnd(48)} ${figure}\n`);
}

void main();
