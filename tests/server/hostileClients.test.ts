/** The collector as a process, asked over HTTP by two hundred clients who mean no good, and by one who does. */
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingMessage, request, type RequestOptions } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';

import { type Running, startCollector, writeDemoArchive } from '../../scripts/collectorProcess';
import { peakMemory } from '../../scripts/peakMemory';

const CLIENTS = 200;
const ROUNDS = 2;
/** Long enough for a machine that is busy with other tests; alone it is a tenth of it. */
const PATIENCE_MS = 10_000;
const MIB = 2 ** 20;
const DAY = 86_400_000;

let folder: string;
let collector: Running;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightly-hostile-'));
  await writeDemoArchive(folder, 90);
  collector = await startCollector(folder, ['--trust-proxy', '--api-url', 'http://127.0.0.1:1']);
});

afterAll(async () => {
  await collector.stop();
  await rm(folder, { recursive: true });
});

interface Attack extends RequestOptions {
  readonly body?: string | Buffer;
  /** Gives up in the middle of the answer. */
  readonly leaves?: boolean;
  /** Says that more will come, and sends nothing. */
  readonly stalls?: boolean;
}

const many = <Item>(count: number, item: Item): Item[] => Array.from({ length: count }, () => item);
const window = { from: Date.now() - 120 * DAY, to: Date.now() };
const asked = (queries: unknown): Attack => ({
  path: '/api/query',
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ ...window, queries }),
});
const matching = (...values: readonly string[]) => [{ attribute: 'model', operator: '=~', values }];

const BOMB = gzipSync(Buffer.alloc(64 * MIB));

/** What a client sends in its nth try. */
const ATTACKS: ReadonlyArray<(at: number) => Attack> = [
  () => asked(many(100, { matchers: many(20, matching('(a|b){1,50}')[0]) })),
  () => asked([{ matchers: matching('((((a{50}){50}){50}){50}){50}') }]),
  () => asked([{ matchers: matching(`(${'a|'.repeat(2500)}b){1,50}`) }]),
  () => asked([{ filter: { model: many(50_000, 'x') } }]),
  () => asked(many(1000, {})),
  (at) => asked(many(20, { kind: 'trend', metrics: ['output_throughput', 'latency_ms', 'ttft_ms'], legend: `${at}` })),
  () => ({ ...asked([]), body: `${'['.repeat(200_000)}` }),
  () => ({ ...asked([]), body: 'x'.repeat(4 * MIB) }),
  () => ({
    ...asked([]),
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: BOMB,
  }),
  (at) => ({ path: `/api/metrics?from=${window.from + at}`, leaves: at % 2 === 0 }),
  (at) => ({ path: `/api/values?from=${at}&attributes=${'model,'.repeat(500)}` }),
  () => ({ path: '/api/%zz' }),
  () => ({ path: '/api/status', headers: { host: 'other.example' } }),
  () => ({ path: `/api/${'x'.repeat(20_000)}` }),
  () => ({ ...asked([]), stalls: true }),
];

/** Sends it, and returns the status, or 0 where the connection was closed. */
function attack(
  { body, leaves = false, stalls = false, headers, ...options }: Attack,
  client: number
): Promise<number> {
  const { hostname, port } = new URL(collector.address);
  const from = { 'x-forwarded-for': `203.0.113.${client % 250}` };
  return new Promise((resolve) => {
    const sent = request(
      {
        hostname,
        port,
        agent: false,
        ...options,
        headers: { ...from, ...headers, ...(stalls && { 'content-length': 100 }) },
      },
      (response: IncomingMessage) => {
        response.on('error', () => resolve(0)).on('end', () => resolve(response.statusCode ?? 0));
        response.resume();
        if (leaves) {
          response.once('data', () => response.destroy(new Error('left')));
        }
      }
    );
    sent.on('error', () => resolve(0));
    if (stalls) {
      sent.write('{');
      setTimeout(() => sent.destroy(new Error('left')), 2000);
    } else {
      sent.end(body);
    }
  });
}

/** Asks for the trend of one model all the time, from a thread of its own; stops when told, and gives statuses and times. */
function polite(body: string): () => Promise<ReadonlyArray<readonly [status: number, ms: number]>> {
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     const answers = [];
     let goesOn = true;
     parentPort.once('message', () => { goesOn = false; });
     (async () => {
       while (goesOn || answers.length < 5) {
         const began = performance.now();
         const response = await fetch(workerData.address + '/api/query', {
           method: 'POST', body: workerData.body,
           headers: { 'content-type': 'application/json', 'x-forwarded-for': '198.51.100.1' },
         }).catch(() => undefined);
         await response?.text();
         answers.push([response?.status ?? 0, performance.now() - began]);
         await new Promise((resolve) => setTimeout(resolve, 50));
       }
       parentPort.postMessage(answers);
     })();`,
    { eval: true, workerData: { address: collector.address, body } }
  );
  return async () => {
    worker.postMessage('stop');
    return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  };
}

const peak = () => peakMemory(collector.child.pid!);

describe('two hundred clients who mean no good', () => {
  it('are refused or answered, while another is answered in time, and the collector goes on', async () => {
    const stop = polite(JSON.stringify({ ...window, queries: [{ filter: { model: ['openai/gpt-oss-120b'] } }] }));
    const statuses = await Promise.all(
      Array.from({ length: CLIENTS }, async (_, client) => {
        const seen: number[] = [];
        for (let round = 0; round < ROUNDS; round += 1) {
          const at = client + round * 7;
          seen.push(await attack(ATTACKS[at % ATTACKS.length]!(at), client));
        }
        return seen;
      })
    );
    const answers = await stop();
    const counts: Record<number, number> = {};
    statuses.flat().forEach((status) => (counts[status] = (counts[status] ?? 0) + 1));
    const times = answers.map(([, ms]) => Math.round(ms)).sort((a, b) => a - b);
    process.stdout.write(
      `${JSON.stringify(counts)}; the other: ${times.length} answers, slowest ${times.at(-1)} ms, median ${times[times.length >> 1]} ms; ${Math.round(await peak())} MiB\n`
    );
    expect(Object.keys(counts).filter((status) => Number(status) >= 500 && status !== '503')).toEqual([]);
    expect(new Set(answers.map(([status]) => status))).toEqual(new Set([200]));
    expect(times.at(-1)).toBeLessThan(PATIENCE_MS);
    expect(await peak()).toBeLessThan(512);
    expect(collector.child.exitCode).toBeNull();
  });
});
