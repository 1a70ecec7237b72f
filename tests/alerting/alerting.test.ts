import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { parse } from 'yaml';

import { changedNights, fakeRun, nightZip } from '../support/builders';
import { FAKE_TOKEN, startFakeGitHub } from '../support/fakeGitHub';
import { PLANTED_CHANGES } from '../../src/sources/demo/plantedChanges';

const ROOT = join(__dirname, '../..');
const RULES = join(ROOT, 'prometheus/sglang-nightly.rules.yml');
const PATIENCE_MS = 60_000;
/** `RESTARTS=10` tries it longer. */
const RESTARTS = Number(process.env.RESTARTS ?? 3);
const run = promisify(execFile);

interface Alert {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly state: string;
}

const started: ChildProcess[] = [];
let folder: string;
let collectorUrl: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightly-alerting-'));
  const collector = start('node', ['dist-collector/sglang-nightly.cjs', 'serve', '--demo', '--port', '0']);
  collectorUrl = await printed(collector, /Listening on (http:\S+)/);
  await until(async () => (await metrics()).includes('sglang_nightly_collector_refreshes_total 1\n'));
});

afterAll(async () => {
  started.forEach((process) => process.kill());
  await Promise.all(started.map(ended));
  await rm(folder, { recursive: true });
});

function ended(program: ChildProcess): unknown {
  const isOver = program.exitCode !== null || program.signalCode !== null;
  return isOver || new Promise((resolve) => program.once('exit', resolve));
}

function start(command: string, parameters: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcess {
  const process_ = spawn(command, parameters, { cwd: ROOT, env: { PATH: process.env.PATH, ...environment } });
  started.push(process_);
  return process_;
}

function printed(program: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    program.stderr!.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [, found] = pattern.exec(text) ?? [];
      if (found) {
        resolve(found);
      }
    });
    program.once('exit', () => reject(new Error(`it ended: ${text}`)));
  });
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await holds().catch(() => false))) {
    if (Date.now() > end) {
      throw new Error('It did not come to hold in time.');
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function metrics(): Promise<string> {
  return (await fetch(`${collectorUrl}/metrics`)).text();
}

/** Starts the real Prometheus on the collector with our rules, every second, and returns its address. */
async function startPrometheus(target: string, alertmanager?: string): Promise<string> {
  const given = parse(await readFile(join(ROOT, 'prometheus/prometheus.yml'), 'utf8')) as {
    global: object;
    scrape_configs: Array<{ static_configs: unknown }>;
  };
  const config = {
    ...given,
    global: { ...given.global, scrape_interval: '1s', evaluation_interval: '1s', scrape_timeout: '1s' },
    scrape_configs: [{ ...given.scrape_configs[0], static_configs: [{ targets: [new URL(target).host] }] }],
    rule_files: [RULES],
    ...(alertmanager && { alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] } }),
  };
  const port = await freePort();
  const path = join(folder, `prometheus-${port}.yml`);
  await writeFile(path, JSON.stringify(config));
  start('prometheus', [
    `--config.file=${path}`,
    `--storage.tsdb.path=${join(folder, `data-${port}`)}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]);
  return `http://127.0.0.1:${port}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function alerts(prometheusUrl: string): Promise<Alert[]> {
  const response = await fetch(`${prometheusUrl}/api/v1/alerts`);
  return ((await response.json()) as { data: { alerts: Alert[] } }).data.alerts;
}

describe('alerting', () => {
  it('promtool finds nothing to say about the metrics', async () => {
    const path = join(folder, 'metrics.txt');
    await writeFile(path, await metrics());
    const { stdout, stderr } = await run('sh', ['-c', `promtool check metrics < ${path}`]);
    expect(stdout + stderr).toBe('');
  });

  it.each([
    ['check', 'rules', RULES],
    ['test', 'rules', join(ROOT, 'prometheus/sglang-nightly.rules.test.yml')],
    ['check', 'config', join(ROOT, 'prometheus/prometheus.yml')],
  ])('promtool %s %s accepts %s', async (...parameters) => {
    const { stdout } = await run('promtool', parameters);
    expect(stdout).toMatch(/SUCCESS/);
  });

  it('a real Prometheus fires on the planted regressions of the demo, and on nothing else', async () => {
    const prometheusUrl = await startPrometheus(collectorUrl);
    await until(async () => (await alerts(prometheusUrl)).some(({ state }) => state === 'firing'));
    const firing = (await alerts(prometheusUrl)).filter(({ state }) => state === 'firing');
    expect(new Set(firing.map(({ labels }) => labels.alertname))).toEqual(new Set(['SGLangNightlyRegression']));
    const open = PLANTED_CHANGES.filter(
      ({ until: ended, factors }) => ended === undefined && Object.values(factors).every((factor) => factor < 1)
    );
    expect(new Set(firing.map(({ labels }) => labels.model))).toEqual(new Set(open.map(({ model }) => model)));
    expect(firing).toHaveLength(open.length);
    const alert = firing.find(
      ({ labels }) => labels.gpu_config === '8-gpu-h200' && labels.model?.startsWith('deepseek')
    );
    expect(alert?.annotations).toMatchObject({
      summary: expect.stringMatching(
        /^SGLang nightly: O\w+ throughput of DeepSeek\S+ on 8-gpu-h200 is worse by \d+\.\d+%$/
      ),
      commits: expect.stringMatching(/\/compare\/[0-9a-f]{40}\.\.\.[0-9a-f]{40}$/),
      dashboard: expect.stringMatching(
        /^http:\/\/localhost:3000\/d\/sglang-nightly-trends\?from=now-90d&to=now&var-gpu=8-gpu-h200&var-model=/
      ),
    });
  });

  it('a collector that is killed and started again ends no alert, and tells none anew', async () => {
    const END = Date.now() - 86_400_000;
    const runs = await Promise.all(
      changedNights(60, 12, 0.9, END).map(async (document) => {
        const id = Number(document.run_id);
        const created_at = `${document.run_date.slice(0, 10)}T00:30:00Z`;
        return fakeRun(0, END, { id, created_at, head_sha: document.commit_sha, zip: await nightZip(id, document) });
      })
    );
    const github = await startFakeGitHub({ runs });
    const told: Array<{ readonly startsAt: string; readonly endsAt: string; readonly labels: Record<string, string> }> =
      [];
    const alertmanager = createHttpServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => (text += chunk));
      request.on('end', () => {
        told.push(...(JSON.parse(text || '[]') as typeof told));
        response.end('{}');
      });
    });
    const alertmanagerPort = await freePort();
    await new Promise<void>((resolve) => alertmanager.listen(alertmanagerPort, '127.0.0.1', resolve));
    const port = await freePort();
    const startCollector = () =>
      start(
        'node',
        [
          'dist-collector/sglang-nightly.cjs',
          'serve',
          ...[
            '--api-url',
            github.apiUrl,
            '--port',
            `${port}`,
            '--fetch-on-start',
            '--data-dir',
            join(folder, 'restarted'),
          ],
        ],
        { GITHUB_TOKEN: FAKE_TOKEN }
      );
    let collector = startCollector();
    const prometheusUrl = await startPrometheus(`http://127.0.0.1:${port}`, `127.0.0.1:${alertmanagerPort}`);
    const firing = async () => (await alerts(prometheusUrl)).filter(({ state }) => state === 'firing');
    await until(async () => (await firing()).length > 0);
    const before = await firing();
    for (let restart = 0; restart < RESTARTS; restart++) {
      await new Promise((resolve) => collector.once('exit', resolve) && collector.kill('SIGKILL'));
      // Long enough for a scrape to fail.
      await new Promise((resolve) => setTimeout(resolve, 2500));
      expect((await firing()).map(({ labels }) => labels)).toEqual(before.map(({ labels }) => labels));
      collector = startCollector();
      await until(async () => /changes_known 1/.test(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()));
      await new Promise((resolve) => setTimeout(resolve, 2500));
      expect((await firing()).map(({ labels }) => labels)).toEqual(before.map(({ labels }) => labels));
    }
    alertmanager.closeAllConnections();
    alertmanager.close();
    await github.close();
    const regressions = told.filter(({ labels }) => labels.alertname === 'SGLangNightlyRegression');
    expect(regressions.length).toBeGreaterThan(0);
    // Prometheus says again and again of what fires that it does; each began once, and none ended.
    expect(new Set(regressions.map(({ startsAt }) => startsAt)).size).toBe(before.length);
    expect(regressions.filter(({ endsAt }) => Date.parse(endsAt) < Date.now() - 60_000)).toEqual([]);
  }, 600_000);
});
