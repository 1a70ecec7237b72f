import JSZip from 'jszip';

import { readNight } from '../../core';
import { fakeRun, fakeRuns, nightDocument } from '../../../tests/support/builders';
import { type FakeGitHub, type FakeGitHubOptions, startFakeGitHub } from '../../../tests/support/fakeGitHub';
import { githubSourceInTests } from '../../../tests/support/githubSourceInTests';
import { isNamed, releaseBranch, workflowsOf } from './workflows';

const END = Date.UTC(2026, 9, 20);
const WINDOW = { from: Date.UTC(2026, 8, 1), to: Infinity };
const GB200 = 'nightly-72-gpu-gb200.yml';

function zipOf(files: Readonly<Record<string, unknown>>): Promise<Uint8Array> {
  const zip = new JSZip();
  Object.entries(files).forEach(([name, file]) =>
    zip.file(name, typeof file === 'string' ? file : JSON.stringify(file))
  );
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' });
}

function agg(conc: number) {
  const identity = { hw: 'gb200', model: 'dsr1', framework: 'dynamo-sglang', precision: 'fp4', isl: 8192, osl: 1024 };
  return { ...identity, conc, tput_per_gpu: 5000 + conc, median_tpot: 0.02 };
}

const COMPARISON = {
  timestamp: '2026-10-19T06:00:00Z',
  results: [{ case_id: 'flux', framework: 'sglang', model: 'FLUX.1-dev', latency_s: 4.3, error: null }],
};

describe('the choice of workflows', () => {
  it('is all of SGLang where nothing is chosen, the main one first', () => {
    expect(workflowsOf({}).map(({ file }) => file)).toEqual([
      'nightly-test-nvidia.yml',
      GB200,
      'nightly-amd-mi355x-disagg.yml',
      'nightly-test-intel.yml',
      'release-branch-cut.yml',
      'bot-bump-sglang-version.yml',
    ]);
  });

  it('is one where one is named, with what is known of it', () => {
    expect(workflowsOf({ workflow: GB200 })).toMatchObject([{ file: GB200, artifacts: ['gb200-*-{run}'] }]);
    expect(workflowsOf({ workflow: 'own.yml', artifactPrefix: 'm-' })).toEqual([
      { file: 'own.yml', artifacts: ['m-{run}'] },
    ]);
    expect(workflowsOf({ artifactPrefix: 'm-' })).toMatchObject([{ file: 'nightly-test-nvidia.yml' }]);
  });

  it('is a list as text', () => {
    const text = 'a.yml: x-{run}, y-*\n b.yaml : z ;';
    expect(workflowsOf({ workflows: text, workflow: 'c.yml' })).toEqual([
      { file: 'a.yml', artifacts: ['x-{run}', 'y-*'] },
      { file: 'b.yaml', artifacts: ['z'] },
    ]);
  });

  it.each(['a.yml', 'a.yml:', '../a.yml: x', ': x', 'a.yml: x y', 'a.yml: /x'])(
    'refuses %j and says why',
    (workflows) => {
      expect(() => workflowsOf({ workflows })).toThrow(/names no workflow and its artifacts/);
    }
  );
});

describe('the name of an artifact', () => {
  it.each([
    ['m-7', ['m-{run}'], true],
    ['m-7.json', ['m-{run}'], true],
    ['m-77', ['m-{run}'], false],
    ['xm-7', ['m-{run}'], false],
    ['gb200-1k1k-7', ['a', 'gb200-*-{run}'], true],
    ['gb200-7', ['gb200-*-{run}'], false],
    ['gb200--7', ['gb200-*-{run}'], true],
    ['abcabd', ['a*c*d'], true],
    ['abdabc', ['a*c*d'], false],
    ['aa', ['a*a*a'], false],
    ['anything', ['*'], true],
  ])('%s is of %j: %s', (name, patterns, expected) => {
    expect(isNamed(name, patterns, '7')).toBe(expected);
  });

  it('takes no long time, however many stars there are', () => {
    const began = performance.now();
    expect(isNamed('a'.repeat(10_000), [`${'a*'.repeat(90)}b`], '7')).toBe(false);
    expect(performance.now() - began).toBeLessThan(500);
  });
});

describe('the branch of a release', () => {
  it.each([
    ['release/v0.5.9', 'Release Branch Cut', 'release/v0.5.9'],
    ['v0.5.10.post1', '', 'release/v0.5.10.post1'],
    ['main', 'Cut release/v0.6.0rc1', 'release/v0.6.0rc1'],
    ['main', 'Bump SGLang to 0.5.12', 'release/v0.5.12'],
    ['main', 'Bump sgl-kernel to 12', 'release'],
    ['main', '', 'release'],
    ['main', 'on 10.0.0.1', 'release'],
  ])('of %j and %j is %s', (branch, title, expected) => {
    expect(releaseBranch(branch, title)).toBe(expected);
  });
});

describe('githubSource with several workflows and artifacts', () => {
  let github: FakeGitHub;

  async function load(options: FakeGitHubOptions, workflows = '') {
    github = await startFakeGitHub(options);
    const loaded = await githubSourceInTests(github, { workflows: workflowsOf({ workflows }) }).load(WINDOW);
    return { ...loaded, nights: loaded.records.map((record) => readNight(record).night!) };
  }

  afterEach(() => github.close());

  it('reads all artifacts of a run as one night: one list of runs for each workflow, one of artifacts for each run', async () => {
    const id = (await fakeRun(1, END)).id;
    const diffusion = {
      [`diffusion-benchmark-${id}`]: await zipOf({ 'comparison-results.json': COMPARISON, 'a.log': '' }),
    };
    const multinode = {
      'gb200-1k1k-8000': await zipOf({ 'agg_1.json': agg(1), 'agg_2.json': agg(2) }),
      'gb200-8k1k-8000': await zipOf({ 'agg_3.json': agg(4) }),
      'gb200-notes-8000.txt': await zipOf({}),
    };
    const { nights, failures } = await load({
      runs: [
        await fakeRun(0, END),
        await fakeRun(1, END, { artifacts: diffusion }),
        { ...(await fakeRun(2, END)), id: 8000, zip: undefined, workflow: GB200, artifacts: multinode },
      ],
    });
    expect(failures).toEqual([]);
    expect(nights.map(({ run, rows, issues }) => [run.workflow, rows.length, issues.length])).toEqual([
      [undefined, 6, 0],
      [undefined, 7, 0],
      [GB200, 3, 0],
    ]);
    expect(nights[1]!.run.commit).toBe(nightDocument(id, '2026-10-19').commit_sha);
    const labels = nights[2]!.rows.map(({ series }) => series.labels.concurrency);
    expect(labels).toEqual(['1', '2', '4']);
    const lists = github.log.filter((line) => line.includes('/workflows/'));
    const artifacts = github.log.filter((line) => line.includes('/artifacts?'));
    expect([lists.length, artifacts.length, github.log.length]).toEqual([6, 3, 6 + 3 + 2 * (1 + 2 + 2)]);
  });

  it('finds the runs that release workflows make, and measures nothing of the main branch by them', async () => {
    const cut = { workflow: 'release-branch-cut.yml', event: 'workflow_dispatch', head_branch: 'main' };
    const { nights } = await load({
      runs: [
        await fakeRun(0, END),
        await fakeRun(1, END, { ...cut, display_title: 'Cut release/v0.5.9' }),
        await fakeRun(2, END, cut),
      ],
    });
    expect(nights.map(({ run, rows }) => [run.workflow, run.branch, rows.length])).toEqual([
      [undefined, 'main', 6],
      [cut.workflow, 'release/v0.5.9', 6],
      [cut.workflow, 'release', 6],
    ]);
  });

  it('takes a run of images that somebody started for none of the main branch, for any image may be chosen', async () => {
    const gb200 = { workflow: GB200, artifacts: {} };
    const { nights } = await load({
      runs: [
        await fakeRun(0, END),
        await fakeRun(1, END, { ...gb200, event: 'schedule' }),
        await fakeRun(2, END, { ...gb200, event: 'workflow_dispatch' }),
      ],
    });
    expect(nights.map(({ run }) => [run.workflow, run.branch])).toEqual([
      [undefined, 'main'],
      [GB200, 'main'],
      [GB200, 'started by hand'],
    ]);
  });

  it('reads thirty nights in at most 96 requests', async () => {
    const { nights } = await load({ runs: await fakeRuns(30, END) });
    expect(nights).toHaveLength(30);
    expect(github.log.length).toBeLessThanOrEqual(96);
  });

  it('finds what it wants among hundreds of artifacts', async () => {
    const many = Object.fromEntries(Array.from({ length: 45 }, (_, at) => [`core-dump-${at}`, new Uint8Array(1)]));
    const { id } = await fakeRun(0, END);
    const wanted = await zipOf({ 'comparison-results.json': COMPARISON });
    const artifacts = { ...many, [`diffusion-benchmark-${id}`]: wanted };
    const { nights } = await load({ runs: [await fakeRun(0, END, { artifacts })] });
    expect(nights[0]!.rows).toHaveLength(7);
  });

  it('does without the workflows that a copy of the repository lacks, and says where one that was asked for is missing', async () => {
    const options = { runs: await fakeRuns(2, END), workflows: ['nightly-test-nvidia.yml'] };
    expect((await load(options)).failures).toEqual([]);
    await github.close();
    const { failures, nights } = await load(
      options,
      `nightly-test-nvidia.yml: consolidated-metrics-{run}; x.yml: y-{run}`
    );
    expect(nights).toHaveLength(2);
    expect(failures.map(({ kind }) => kind)).toEqual(['notFound']);
  });

  it('keeps what is good where one artifact can not be read, and names what is of no form', async () => {
    const { id } = await fakeRun(0, END);
    const artifacts = { [`diffusion-benchmark-${id}`]: await zipOf({ 'notes.json': { a: 1 }, 'cut.json': '{"a":' }) };
    const { nights, records } = await load({ runs: [await fakeRun(0, END, { artifacts })] });
    expect(nights[0]!.rows).toHaveLength(6);
    expect(nights[0]!.issues.map(({ kind }) => kind)).toEqual(['invalidJson', 'unknownForm']);
    expect(records[0]!.text).toContain('"cut.json":"{\\"a\\":"');
  });

  it('reads a file that was uploaded as it is', async () => {
    const { id } = await fakeRun(0, END);
    const bytes = new TextEncoder().encode(JSON.stringify(COMPARISON));
    const artifacts = { [`diffusion-benchmark-${id}.json`]: bytes };
    const { nights } = await load({ runs: [await fakeRun(0, END, { artifacts, zip: undefined })] });
    expect(nights[0]!.rows).toHaveLength(1);
  });
});
