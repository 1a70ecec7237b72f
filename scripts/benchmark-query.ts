/**
 * Measures a trend query of one model over many nights, in the core as the browser runs it, beside a plain scan of the
 * documents that answers the same. Prints milliseconds and their ratio; the table is built once, before. Then prints how
 * large the answer of a panel is.
 */
import { gzipSync } from 'node:zlib';

import {
  answer,
  buildNightTable,
  Detection,
  MS_PER_DAY,
  type Night,
  nightQuerySchema,
  queryResponse,
  readNight,
} from '../src/core';
import { documentsOf } from '../src/read/forms/bundle';
import { demoSource } from '../src/sources/demo/demoSource';
import { parse } from 'valibot';

const MODEL = 'deepseek-ai/DeepSeek-V3.2';
const ROUNDS = 31;

interface Document {
  readonly run_date: string;
  readonly results: ReadonlyArray<{
    readonly gpu_config: string;
    readonly model?: string;
    readonly variant?: string | null;
    readonly benchmarks?: ReadonlyArray<Record<string, number>>;
  }>;
}

async function main(): Promise<void> {
  const { records } = await demoSource({ end: () => Date.UTC(2026, 9, 20), nights: 1 }).load({
    from: -Infinity,
    to: Infinity,
  });
  const document = documentsOf(records[0]!.document as Record<string, unknown>)![
    'consolidated-metrics.json'
  ] as Document;
  const night = readNight(records[0]!).night!;
  for (const nights of [365, 3650]) {
    const table = buildNightTable(Array.from({ length: nights }, (_, index) => copyOf(night, index)));
    const query = parse(nightQuerySchema, {
      kind: 'trend',
      metrics: ['output_throughput'],
      filter: { model: [MODEL] },
    });
    const options = {
      from: -Infinity,
      to: Infinity,
      now: 0,
      repositoryUrl: 'https://github.com/sgl-project/sglang',
      notices: [],
      // As in a snapshot: found once, before anyone asks.
      findings: new Detection().changesNow(table, { now: 0 }),
    };
    const core = median(() => answer(table, query, options));
    const documents = Array.from({ length: nights }, () => document);
    const scan = median(() => plainScan(documents));
    const ratio = (scan / core).toFixed(1);
    process.stdout.write(
      `${String(nights).padStart(5)} nights: core ${core.toFixed(2)} ms, plain scan ${scan.toFixed(2)} ms (${ratio} times as long)\n`
    );
  }
}

/** What a panel with one model's trend on one GPU configuration and length transfers: 8 lines. */
async function measureBytes(): Promise<void> {
  const end = Date.UTC(2026, 9, 20, 12);
  const { records } = await demoSource({ end: () => end, nights: 365 }).load({ from: -Infinity, to: Infinity });
  const table = buildNightTable(records.flatMap((record) => readNight(record).night ?? []));
  const filter = { model: [MODEL], gpuConfig: ['8-gpu-h200'], ioLength: ['4096_512'] };
  const query = parse(nightQuerySchema, { kind: 'trend', metrics: ['output_throughput'], filter });
  const options = { now: end, repositoryUrl: 'https://github.com/sgl-project/sglang', notices: [] };
  for (const days of [30, 365]) {
    const request = { from: end - days * MS_PER_DAY, to: end, queries: [query] };
    const text = JSON.stringify(queryResponse(table, request, options));
    process.stdout.write(
      `${String(days).padStart(5)} nights: ${text.length} bytes, ${gzipSync(text).byteLength} compressed\n`
    );
  }
}

function copyOf(night: Night, index: number): Night {
  return { ...night, run: { ...night.run, id: String(1000 + index), time: index * MS_PER_DAY } };
}

function plainScan(documents: readonly Document[]): ReadonlyMap<string, ReadonlyArray<readonly [number, number]>> {
  const series = new Map<string, Array<readonly [number, number]>>();
  for (const { run_date, results } of documents) {
    const time = Date.parse(run_date);
    for (const result of results.filter(({ model }) => model === MODEL)) {
      for (const benchmark of result.benchmarks ?? []) {
        const { batch_size, input_len, output_len, output_throughput } = benchmark;
        const key = `${result.gpu_config} ${result.variant} ${batch_size} ${input_len} ${output_len}`;
        const points = series.get(key) ?? [];
        points.push([time, output_throughput!]);
        series.set(key, points);
      }
    }
  }
  return series;
}

function median(work: () => unknown): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  return times.slice(1).sort((a, b) => a - b)[Math.floor((ROUNDS - 1) / 2)]!;
}

void main().then(measureBytes);
