/** What the scripts that try a collector share: an archive of invented nights, and the collector as a process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { type Agent, request } from 'node:http';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { archiveFolder, openArchive } from '../src/hosts/cli/createSource';
import { GITHUB_DEFAULTS } from '../src/sources/github/githubOptions';
import { demoSource } from '../src/sources/demo/demoSource';
import { MAIN_WORKFLOW } from '../src/core';
import { ALL_RUNS } from '../src/sources/runSource';
import { nightZip } from '../tests/support/builders';
import { FAKE_TOKEN, type FakeRun } from '../tests/support/fakeGitHub';

const FOLDER = { repo: GITHUB_DEFAULTS.repository, workflow: MAIN_WORKFLOW };

/** Writes an archive of so many invented nights, of those that were created in a window. */
export async function writeDemoArchive(dataDir: string, nights: number, window = ALL_RUNS): Promise<void> {
  const archive = await openArchive(archiveFolder({ dataDir, ...FOLDER }));
  const writing: Array<Promise<void>> = [];
  await demoSource({ end: Date.now, nights }).load(window, {
    onRecord: (record) => void writing.push(archive.write(record)),
  });
  await Promise.all(writing);
}

/** Returns invented nights as a fake GitHub has them, newest first, of those that were created in a window. */
export async function demoRuns(nights?: number, window = ALL_RUNS): Promise<FakeRun[]> {
  const { records } = await demoSource({ end: Date.now, nights }).load(window);
  return Promise.all(
    records.map(async ({ workflowRun, document }) => ({
      id: Number(workflowRun!.id),
      created_at: workflowRun!.createdAt,
      run_attempt: 1,
      head_sha: workflowRun!.commit,
      head_branch: workflowRun!.branch,
      event: workflowRun!.event,
      conclusion: workflowRun!.conclusion,
      zip: document === undefined ? undefined : await nightZip(Number(workflowRun!.id), document),
    }))
  );
}

/** A collector that runs, with what it said. */
export interface Running {
  readonly child: ChildProcess;
  readonly address: string;
  readonly said: () => string;
  /** Ends it, and resolves when it is gone. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the built collector on a free port. */
export function startCollector(dataDir: string, parameters: readonly string[] = []): Promise<Running> {
  const all = ['serve', '--port', '0', '--data-dir', dataDir, ...parameters];
  const child = spawn(process.execPath, ['dist-collector/sglang-nightly.cjs', ...all], {
    env: { ...process.env, GITHUB_TOKEN: FAKE_TOKEN },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  const gone = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    return gone;
  };
  return new Promise((resolve, reject) => {
    void gone.then((code) => reject(new Error(`The collector ended with ${code}: ${said}`)));
    child.stderr!.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const address = /Listening on (\S+)/.exec(said)?.[1];
      if (address) {
        resolve({ child, address, said: () => said, stop });
      }
    });
  });
}

/** Where the runs of a data folder lie. */
export function runsFolder(dataDir: string): string {
  return join(archiveFolder({ dataDir, ...FOLDER }));
}

/**
 * Asks /healthz all the time from a thread of its own, so that what is measured is the collector and not other clients here.
 * Returns what stops it and gives the milliseconds that each answer took, ascending.
 */
export function askHealth(address: string): () => Promise<number[]> {
  const worker = new Worker(
    `const { parentPort, workerData: address } = require('node:worker_threads');
     const { get, Agent } = require('node:http');
     const agent = new Agent({ keepAlive: true });
     const times = [];
     let goesOn = true;
     parentPort.once('message', () => { goesOn = false; });
     (function ask() {
       const began = performance.now();
       get(address + '/healthz', { agent }, (response) => response.resume().on('end', () => {
         times.push(performance.now() - began);
         if (goesOn) { setTimeout(ask, 20); } else { agent.destroy(); parentPort.postMessage(times); }
       }));
     })();`,
    { eval: true, workerData: address }
  );
  const asked = new Promise<number[]>((resolve, reject) => worker.once('message', resolve).once('error', reject));
  return async () => {
    worker.postMessage('stop');
    return (await asked).sort((a, b) => a - b);
  };
}

/** Returns the smallest of ascending numbers that a share of them does not exceed. */
export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] ?? NaN;
}

/** Asks once, and returns the status and the bytes as they came over the wire. */
export function askOnce(address: string, options: Asked): Promise<{ status: number; bytes: Buffer; ms: number }> {
  const { path, method = 'GET', headers = {}, body, agent, drop = false } = options;
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const asked = request(new URL(path, address), { method, headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      if (drop) {
        response.resume();
      } else {
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
      }
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          bytes: Buffer.concat(chunks),
          ms: performance.now() - started,
        })
      );
    });
    asked.on('error', reject).end(body);
  });
}

export interface Asked {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly agent?: Agent;
  /** Lets the bytes go as they come. */
  readonly drop?: boolean;
}

/** The question for one model's trend over so many days. */
export function trendQuestion(days: number): Asked {
  const queries = [{ refId: 'A', kind: 'trend', filter: { model: ['deepseek-ai/DeepSeek-V3.1'] } }];
  const body = JSON.stringify({ from: Date.now() - days * 86_400_000, to: Date.now(), queries });
  return { path: '/api/query', method: 'POST', headers: { 'content-type': 'application/json' }, body };
}
