/** What the executable reads besides the serving benchmarks of one workflow: other forms, public nights, commits. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import JSZip from 'jszip';

import { changedNights, fakeRun, nightZip } from '../support/builders';
import { type FakeCommit } from '../support/fakeCommits';
import { FAKE_TOKEN, type FakeRun, startFakeGitHub } from '../support/fakeGitHub';
import { publicNight, startPublicFolder, withIndex } from '../support/publicFolder';
import { buildHarness, type ServerPart, type Settings, startServerPart } from './serverPart';

const A_DAY = 86_400_000;
const NOW = Date.now();
const END = NOW - A_DAY;
const WINDOW = { from: NOW - 120 * A_DAY, to: NOW };
const GB200 = 'nightly-72-gpu-gb200.yml';

let folder: string;
let part: ServerPart;

beforeAll(buildHarness);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightly-sources-'));
  part = await startServerPart({ GF_PLUGIN_DATA_DIR: folder });
});

afterEach(async () => {
  await part.stop();
  await rm(folder, { recursive: true });
});

type Columns = Record<string, readonly unknown[]>;

/** The columns of an answer by their names, once there is one that has rows, and what is waited for. */
async function ask(settings: Settings, query: object, isThere = (_: Columns) => true): Promise<Columns> {
  for (const end = Date.now() + 30_000; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const { A } = await part.query(settings, [query], WINDOW);
    const [frame] = A?.frames ?? [];
    const fields = frame?.schema.fields ?? [];
    const columns: Columns = Object.fromEntries(fields.map(({ name }, at) => [name, frame!.data.values[at]!]));
    if (frame && (frame.data.values[0]?.length ?? 0) > 0 && isThere(columns)) {
      return columns;
    }
    if (Date.now() > end) {
      throw new Error(`no rows: ${A?.error ?? JSON.stringify(frame?.schema.meta)}`);
    }
  }
}

async function zipOf(files: Readonly<Record<string, unknown>>): Promise<Uint8Array> {
  const zip = new JSZip();
  Object.entries(files).forEach(([name, file]) => zip.file(name, JSON.stringify(file)));
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' });
}

const agg = (conc: number) => ({ hw: 'gb200', model: 'dsr1', conc, isl: 8192, osl: 1024, tput_per_gpu: 1000 * conc });

describe('the executable', () => {
  it('reads public nights without a token, and archives them', async () => {
    const days = [3, 2, 1].map((ago) => new Date(NOW - ago * A_DAY).toISOString().slice(0, 10));
    const nights = days.map((day, at) => [`${day}_${at + 1}.json`, publicNight(`${at + 1}`, day, 4 + at)] as const);
    const published = await startPublicFolder(withIndex(Object.fromEntries(nights)));
    try {
      const settings: Settings = { options: { source: 'public', publicUrl: published.url } };
      const latest = await ask(settings, { kind: 'latest', metrics: ['e2e_ms'] });
      expect(latest).toMatchObject({ case: ['flux'], e2e_ms: [6000] });
      expect(published.log.filter((line) => line.startsWith('2'))).toHaveLength(3);
      expect(published.log.filter((line) => line === 'index.json 200')).toHaveLength(1);
      const [hash] = await readdir(join(folder, 'org-1', 'public'));
      const files = await readdir(join(folder, 'org-1', 'public', hash!));
      expect(files.filter((name) => name.endsWith('.night'))).toHaveLength(3);
    } finally {
      await published.close();
    }
  });

  it('reads all artifacts of several workflows', async () => {
    const main = await fakeRun(0, END);
    const comparison = {
      results: [{ case_id: 'flux', framework: 'sglang', model: 'FLUX', latency_s: 4.5, error: null }],
    };
    const runs: FakeRun[] = [
      {
        ...main,
        artifacts: { [`diffusion-benchmark-${main.id}`]: await zipOf({ 'comparison-results.json': comparison }) },
      },
      {
        ...(await fakeRun(1, END)),
        id: 8000,
        zip: undefined,
        workflow: GB200,
        artifacts: { 'gb200-1k-8000': await zipOf({ 'agg_1.json': agg(1), 'agg_2.json': agg(2) }) },
      },
    ];
    const github = await startFakeGitHub({ runs });
    try {
      const settings: Settings = {
        options: { source: 'github', githubUrl: github.apiUrl },
        secrets: { githubToken: FAKE_TOKEN },
      };
      expect(await ask(settings, { kind: 'latest', metrics: ['e2e_ms'] })).toMatchObject({ e2e_ms: [4500] });
      const multinode = await ask(settings, { kind: 'latest', metrics: ['throughput_per_gpu'] });
      expect(multinode).toMatchObject({ concurrency: [1, 2], throughput_per_gpu: [1000, 2000] });
      expect((await ask(settings, { kind: 'latest', metrics: ['ttft_ms'] })).model).toHaveLength(6);
    } finally {
      await github.close();
    }
  });

  it('names the commits behind an incident, and keeps them beside the archive', async () => {
    const nights = changedNights(40, 8, 0.9, END);
    const runs = await Promise.all(
      nights.map(async (document, at) =>
        fakeRun(nights.length - 1 - at, END, {
          zip: await nightZip(Number(document.run_id), document),
          head_sha: document.commit_sha,
        })
      )
    );
    const shas = nights.map((night) => night.commit_sha);
    const commits = shas.flatMap((sha, at): FakeCommit[] => [
      {
        sha: `${at}`.padStart(40, 'e'),
        title: `Bump flashinfer to 0.${at} (#${at})`,
        files: ['python/pyproject.toml'],
      },
      { sha, title: 'Fix logs', files: ['python/sglang/srt/utils/common.py'] },
    ]);
    const github = await startFakeGitHub({ runs, commits });
    try {
      const settings: Settings = {
        options: { source: 'github', githubUrl: github.apiUrl, memoryMegabytes: 256, smallestChange: 3 },
        secrets: { githubToken: FAKE_TOKEN },
      };
      const suspects = await ask(settings, { kind: 'changes', view: 'suspects' }, ({ rank }) => rank![0] !== null);
      expect(suspects.title![0]).toMatch(/^Bump flashinfer/);
      expect(String(suspects.reasons![0])).toContain('bumps a dependency');
      const { host } = new URL(github.apiUrl);
      const workflow = join(folder, 'org-1', host.replace(':', '_'), 'sgl-project/sglang/nightly-test-nvidia.yml');
      const [hash] = await readdir(workflow);
      expect(await readFile(join(workflow, hash!, 'commits.json'), 'utf8')).toContain('Bump flashinfer');
    } finally {
      await github.close();
    }
  });
});
