/**
 * Measures how long others wait while nights come in and changes are looked for: requests for /healthz to a collector that
 * takes in 90 nights, and the longest tasks of a browser that shows the demo. Needs `npm run build` and Chromium. Prints
 * milliseconds and their ratio to what is promised.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startFakeGitHub } from '../tests/support/fakeGitHub';
import { openPage } from '../tests/browser/openPage';
import { askHealth, demoRuns, quantile, startCollector } from './collectorProcess';

const PROMISED = { healthz: 100, task: 200 };
const DEMO = { source: 'demo' };

async function main(): Promise<void> {
  await measureCollector();
  await measureBrowser();
}

async function measureCollector(): Promise<void> {
  const github = await startFakeGitHub({ runs: await demoRuns(), latencyMs: 20 });
  const folder = await mkdtemp(join(tmpdir(), 'nightly-responsiveness-'));
  const { address, stop } = await startCollector(folder, ['--fetch-on-start', '--api-url', github.apiUrl]);
  const stopHealth = askHealth(address);
  while (!(await isAnalysed(folder))) {
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const times = await stopHealth();
  print('/healthz while 90 nights come in, median', quantile(times, 0.5), PROMISED.healthz);
  print('/healthz while 90 nights come in, p99', quantile(times, 0.99), PROMISED.healthz);
  print('/healthz while 90 nights come in, longest', quantile(times, 1), PROMISED.healthz);
  await stop();
  await github.close();
  await rm(folder, { recursive: true, force: true });
}

/** The analyses are written when all is found. */
async function isAnalysed(folder: string): Promise<boolean> {
  const path = join(folder, 'sgl-project/sglang/nightly-test-nvidia.yml/analyses.json');
  return (await readFile(path, 'utf8').catch(() => '')).split('\n').length > 100;
}

async function measureBrowser(): Promise<void> {
  const { page, close } = await openPage();
  const tasks = await page.evaluate(
    async ([options, queries]) => {
      const durations: number[] = [];
      const observer = new PerformanceObserver((list) =>
        list.getEntries().forEach(({ duration }) => durations.push(duration))
      );
      observer.observe({ type: 'longtask', buffered: false });
      await Promise.all(queries.map((query) => window.nightly.query(options, [query])));
      await new Promise((resolve) => setTimeout(resolve, 500));
      observer.disconnect();
      return durations;
    },
    [
      DEMO,
      [
        { refId: 'A', kind: 'changes', view: 'fleet' },
        { refId: 'A', kind: 'changes', view: 'incidents' },
        { refId: 'A', kind: 'runs' },
        { refId: 'A', kind: 'trend', metrics: ['output_throughput'], levels: true },
      ],
    ] as [object, object[]]
  );
  print('tasks of the browser on the demo, longest', Math.max(0, ...tasks), PROMISED.task);
  await close();
}

function print(what: string, time: number, promised: number): void {
  const ratio = (time / promised).toFixed(2);
  process.stdout.write(`${what.padEnd(44)} ${time.toFixed(0).padStart(5)} ms (promised ${promised}, ratio ${ratio})\n`);
}

void main();
