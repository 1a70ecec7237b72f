/**
 * Measures what a collector holds at most while sixty clients at once want different windows of three hundred nights as documents,
 * and how that compares with what it holds when nobody asks. Needs `npm run build:collector`, and Linux.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { askOnce, startCollector, writeDemoArchive } from './collectorProcess';
import { peakMemory } from './peakMemory';

const NIGHTS = 300;
const WINDOWS = 60;
const A_DAY = 86_400_000;
const MOST_MIB = 400;

async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'nightly-memory-'));
  await writeDemoArchive(dataDir, NIGHTS);
  // Nothing is fetched: what is measured is what it holds for those who ask.
  const running = await startCollector(dataDir);
  try {
    const pid = running.child.pid!;
    while ((await askOnce(running.address, { path: '/api/changes' })).status !== 200) {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const before = await peakMemory(pid);
    const now = Date.now();
    const answers = await Promise.all(
      Array.from({ length: WINDOWS }, (_, at) =>
        askOnce(running.address, { path: `/api/metrics?from=${now - (NIGHTS - at) * A_DAY}`, drop: true })
      )
    );
    const after = await peakMemory(pid);
    const answered = answers.filter(({ status }) => status === 200).length;
    console.log(`${NIGHTS} nights: at most ${before.toFixed(0)} MiB before anybody asks`);
    console.log(
      `${WINDOWS} windows at once: at most ${after.toFixed(0)} MiB, ${(after / before).toFixed(2)} times as much; ${answered} answered, ${WINDOWS - answered} told to come back`
    );
    if (after > MOST_MIB) {
      throw new Error(`more than ${MOST_MIB} MiB`);
    }
  } finally {
    await running.stop();
    await rm(dataDir, { recursive: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
