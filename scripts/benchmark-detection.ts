/**
 * Measures detection over a fleet: 3,000 metrics of series over 120 nights, a tenth of which changed, from nothing and
 * with one more night, beside a plain rule of 5 % against the night before. Prints milliseconds and their ratio.
 */
import {
  buildNightTable,
  Detection,
  detectChangePoints,
  DETECTOR_PRESETS,
  makeSeries,
  MS_PER_DAY,
  type Remembered,
  type Night,
  type NightTable,
} from '../src/core';
import { randomNumbers } from '../tests/support/randomNumbers';

const SERIES = 500;
const METRICS = ['overall_throughput', 'input_throughput', 'output_throughput', 'latency_ms', 'ttft_ms', 'acc_length'];
const NIGHTS = 120;

const random = randomNumbers(1);

function main(): void {
  const nights = Array.from({ length: NIGHTS + 2 }, (_, night) => nightOf(night));
  const [before, first, second] = [0, 1, 2].map((more) => buildNightTable(nights.slice(0, NIGHTS + more)));
  let remembered: Remembered | undefined;
  const detection = new Detection();
  const detect = (table: NightTable) => {
    const changes = detection.changesNow(table, { remembered });
    remembered = changes.remembered;
    return changes;
  };
  const plain = timed(() => plainRule(before!));
  const fromNothing = timed(() => detect(before!));
  const metrics = SERIES * METRICS.length;
  print(`${metrics} metrics of ${NIGHTS} nights from nothing`, fromNothing, plain);
  print(
    'one night more',
    timed(() => detect(first!)),
    plain
  );
  print(
    'another night more',
    timed(() => detect(second!)),
    plain
  );
  const values = [...before!.series[0]!.values.ttft_ms!];
  const rounds = 200;
  const alone = timed(() => Array.from({ length: rounds }, () => detectChangePoints(values, DETECTOR_PRESETS.normal)));
  process.stdout.write(`one metric of ${NIGHTS} nights: ${(alone / rounds).toFixed(2)} ms\n`);
}

function print(what: string, time: number, plain: number): void {
  process.stdout.write(
    `${what}: ${time.toFixed(0)} ms (a plain rule takes ${plain.toFixed(1)}, ratio ${(time / plain).toFixed(0)})\n`
  );
}

function timed(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

function nightOf(night: number): Night {
  const id = String(1000 + night);
  const run = {
    id,
    attempt: 1,
    time: night * MS_PER_DAY,
    commit: id.padStart(40, '0'),
    branch: 'main',
    event: '',
    conclusion: '',
  };
  const rows = Array.from({ length: SERIES }, (_, index) => {
    const factor = index % 10 === 0 && night >= 60 + (index % 50) ? 0.93 : 1;
    const labels = {
      gpu_config: `gpu-${index % 2}`,
      model: `owner/model-${index % 20}`,
      variant: 'TP8',
      batch_size: `${index}`,
    };
    const values = Object.fromEntries(METRICS.map((metric) => [metric, 1000 * factor * (1 + 0.02 * noise())]));
    return { series: makeSeries(labels), values };
  });
  return { run, rows, issues: [] };
}

/** About normal, from three uniform numbers. */
function noise(): number {
  return 2 * (random() + random() + random() - 1.5);
}

/** What a fixed threshold does: each value against the one before it. */
function plainRule({ series }: NightTable): number {
  let alarms = 0;
  for (const { values } of series) {
    for (const column of Object.values(values)) {
      for (let at = 1; at < column.length; at++) {
        alarms += Math.abs(column[at]! / column[at - 1]! - 1) > 0.05 ? 1 : 0;
      }
    }
  }
  return alarms;
}

main();
