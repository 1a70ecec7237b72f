import JSZip from 'jszip';

import { type FakeRun } from './fakeGitHub';

const MS_A_DAY = 24 * 60 * 60 * 1000;

/** A small night in the artifact's shape; `factor` makes its numbers its own. */
export function nightDocument(runId: number, date: string, factor = 1, commit = sha(runId)) {
  return {
    run_id: String(runId),
    run_date: `${date}T06:24:02.090218+00:00`,
    commit_sha: commit,
    branch: 'main',
    results: [
      servingResult('8-gpu-h200', 'deepseek-ai/DeepSeek-V3.2', 'TP8', factor),
      servingResult('8-gpu-h200', 'deepseek-ai/DeepSeek-V3.2', 'TP8+MTP', 1.5 * factor, 3.1),
      servingResult('8-gpu-b200', 'zai-org/GLM-4.6', null, 2 * factor),
    ],
  };
}

/** One result with its measurements in both lists, as SGLang writes them. */
export function servingResult(
  gpu: string,
  model: string,
  variant: string | null,
  factor = 1,
  accepted: number | null = null
) {
  const benchmarks = [1, 8].map((batch) => ({
    batch_size: batch,
    latency_ms: 4000 / factor,
    input_throughput: 21000 * factor,
    output_throughput: 120 * batch * factor,
    overall_throughput: 1000 * batch * factor,
    ttft_ms: (190 * batch) / factor,
    acc_length: accepted,
  }));
  const lengths = { input_len: 4096, output_len: 512 };
  return {
    gpu_config: gpu,
    partition: 0,
    model,
    variant,
    server_args: ['--tp=8'],
    benchmarks: benchmarks.map((benchmark) => ({ ...benchmark, ...lengths })),
    benchmarks_by_io_len: { '4096_512': { ...lengths, benchmarks } },
  };
}

/**
 * Returns `count` nights up to `end`, oldest first, in noise of about 1 %, that change by `factor` with the last
 * `changed` of them.
 */
export function changedNights(count: number, changed: number, factor: number, end: number) {
  return Array.from({ length: count }, (_, index) => {
    const night = count - 1 - index;
    const wiggle = 1 + 0.01 * Math.sin(12.9898 * index) * Math.cos(4.1414 * index);
    const date = new Date(end - night * MS_A_DAY).toISOString().slice(0, 10);
    return nightDocument(21_000_000_000 - night, date, wiggle * (night < changed ? factor : 1));
  });
}

/** Returns the zip of one document, as an artifact holds it. */
export async function nightZip(runId: number, document: unknown): Promise<Uint8Array> {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  return new JSZip()
    .file(`consolidated-metrics-${runId}.json`, text)
    .generateAsync({ type: 'uint8array', compression: 'DEFLATE' });
}

/** Returns a run of the fake GitHub, `night` nights before `end`. */
export async function fakeRun(night: number, end: number, changes: Partial<FakeRun> = {}): Promise<FakeRun> {
  const id = 21_000_000_000 - night;
  const date = new Date(end - night * MS_A_DAY).toISOString().slice(0, 10);
  return {
    id,
    created_at: `${date}T00:30:00Z`,
    run_attempt: 1,
    head_sha: sha(id),
    head_branch: 'main',
    event: 'schedule',
    conclusion: night % 2 === 0 ? 'failure' : 'success',
    zip: await nightZip(id, nightDocument(id, date, 1 + night / 1000)),
    ...changes,
  };
}

/** Returns `count` nightly runs up to `end`, newest first. */
export function fakeRuns(count: number, end: number): Promise<FakeRun[]> {
  return Promise.all(Array.from({ length: count }, (_, night) => fakeRun(night, end)));
}

function sha(of: number): string {
  return of.toString(16).padStart(40, '0');
}
