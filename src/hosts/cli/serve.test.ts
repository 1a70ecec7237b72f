import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { fakeRun, fakeRuns, nightDocument, nightZip } from '../../../tests/support/builders';
import { FAKE_TOKEN } from '../../../tests/support/fakeGitHub';
import { collectorInTests, serveFlags } from '../../../tests/collectorInTests';
import { serveCollector } from './serveCollector';

const MS_A_DAY = 24 * 60 * 60 * 1000;
const NOW = Date.now() - MS_A_DAY;
/** A listing for each of SGLang's workflows. */
const LISTS = 6;
const { current, start, json, ask } = collectorInTests(() => fakeRuns(4, NOW));

/** What was asked for nights: the releases are asked for once a day besides, when changes were looked for. */
function nightRequests(): string[] {
  return current.github.log.filter((line) => !line.includes('/releases'));
}

function documents() {
  return current.github.runs
    .filter(({ zip }) => zip)
    .map(({ id, created_at }, night) => nightDocument(id, created_at.slice(0, 10), 1 + night / 1000));
}

describe('serve', () => {
  it('gives every night exactly, newest first, and after a restart again without asking GitHub', async () => {
    const { collector } = await start();
    await collector.refresh();
    expect(await json('/api/metrics')).toEqual(documents());
    current.github.log.length = 0;
    await start();
    expect(await json('/api/metrics')).toEqual(documents());
    expect(nightRequests()).toEqual([]);
  });

  it('asks at a refresh only for what the archive lacks: one request where nothing is new', async () => {
    await start().then(({ collector }) => collector.refresh());
    current.github.log.length = 0;
    const { collector } = await start();
    await collector.refresh();
    expect(nightRequests()).toHaveLength(LISTS);
    current.github.runs.unshift(await fakeRun(-1, NOW));
    await collector.refresh();
    expect(nightRequests()).toHaveLength(LISTS + LISTS + 3);
    expect(await json('/api/metrics')).toHaveLength(5);
  });

  it('does not ask again for a run that has no artifact', async () => {
    current.github.runs.push(await fakeRun(9, NOW, { zip: undefined }));
    const { collector } = await start();
    await collector.refresh();
    current.github.log.length = 0;
    await collector.refresh();
    expect(nightRequests()).toHaveLength(LISTS);
    expect(await json('/api/status')).toMatchObject({ runs: 5, nights: 4 });
  });

  it('takes in a re-run, and keeps the first results where the re-run left none', async () => {
    const { collector } = await start();
    await collector.refresh();
    const [first, second] = current.github.runs;
    const document = nightDocument(first!.id, first!.created_at.slice(0, 10), 7);
    current.github.runs[0] = { ...first!, run_attempt: 2, zip: await nightZip(first!.id, document) };
    current.github.runs[1] = { ...second!, run_attempt: 2, zip: undefined };
    await collector.refresh();
    const expected = documents();
    const kept = nightDocument(second!.id, second!.created_at.slice(0, 10), 1.001);
    expect(await json('/api/metrics')).toEqual([
      document,
      kept,
      ...expected
        .slice(1)
        .map((_, index) =>
          nightDocument(
            current.github.runs[index + 2]!.id,
            current.github.runs[index + 2]!.created_at.slice(0, 10),
            1 + (index + 2) / 1000
          )
        ),
    ]);
    current.github.log.length = 0;
    await start().then((again) => again.collector.refresh());
    expect(nightRequests()).toHaveLength(LISTS);
    expect(await json('/api/metrics')).toHaveLength(4);
  });

  it('fetches anew what the disk has damaged', async () => {
    await start().then(({ collector }) => collector.refresh());
    const archive = join(current.folder, 'sgl-project/sglang/nightly-test-nvidia.yml');
    const [name] = await readdir(archive);
    await writeFile(join(archive, name!), (await readFile(join(archive, name!), 'utf8')).slice(0, 100));
    const { collector } = await start();
    expect(await json('/api/metrics')).toHaveLength(3);
    await collector.refresh();
    expect(await json('/api/metrics')).toEqual(documents());
  });

  it('goes on with what it has when GitHub fails, and says so', async () => {
    const { collector } = await start();
    await collector.refresh();
    current.github.faults.push({ path: /workflows/, status: 403, times: 9 });
    await collector.refresh();
    expect(await json('/api/metrics')).toHaveLength(4);
    expect(await json('/api/status')).toMatchObject({
      notices: [{ severity: 'warning', text: expect.stringContaining('403') }],
    });
  });

  it('lists the runs without a token, and fetches the results when it has one', async () => {
    const { collector } = await start({}, { PATH: '' });
    await collector.refresh();
    expect(await json('/api/status')).toMatchObject({ runs: 4, nights: 0 });
    await start().then((again) => again.collector.refresh());
    expect(await json('/api/status')).toMatchObject({ runs: 4, nights: 4 });
  });

  it('refreshes on request, by GET where that is chosen, at most once a minute', async () => {
    await start({ refreshByGet: true });
    expect(await json('/api/refresh', { method: 'POST' })).toEqual({ status: 'refreshing' });
    expect(await json('/api/refresh')).toEqual({ status: 'refreshing' });
    const lists = () => current.github.log.filter((line) => line.includes('workflows')).length;
    await current.running!.collector.refresh();
    expect(lists()).toBe(LISTS);
    await json('/api/refresh', { method: 'POST' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(lists()).toBe(LISTS);
  });

  it('removes what is older than it keeps, and does not fetch it again', async () => {
    current.github.runs = await Promise.all([0, 3, 40].map((night) => fakeRun(night, NOW)));
    await start().then(({ collector }) => collector.refresh());
    const { collector } = await start({ keepDays: 30 });
    expect(collector.store.size).toBe(3);
    await collector.refresh();
    expect(collector.store.size).toBe(2);
    current.github.log.length = 0;
    await collector.refresh();
    expect(nightRequests()).toHaveLength(LISTS);
    const kept = await readdir(join(current.folder, 'sgl-project/sglang/nightly-test-nvidia.yml'));
    expect(kept.filter((name) => name.endsWith('.night'))).toHaveLength(2);
  });

  it('fills in what a document lacks of its run', async () => {
    const { run_id: _, commit_sha: __, ...document } = nightDocument(5, '2026-03-01');
    current.github.runs = [await fakeRun(0, NOW, { zip: await nightZip(21_000_000_000, document) })];
    await start().then(({ collector }) => collector.refresh());
    expect(await json('/api/metrics')).toEqual([
      { ...document, run_id: '21000000000', commit_sha: current.github.runs[0]!.head_sha },
    ]);
  });

  it('shows a person at its address a page that needs nothing else, and takes nothing in it for markup', async () => {
    const evil = '<img src=x onerror=alert(1)>';
    const document = nightDocument(21_000_000_000, '2026-11-20');
    const results = document.results.map((result) => ({ ...result, model: evil }));
    current.github.runs = [await fakeRun(0, NOW, { zip: await nightZip(21_000_000_000, { ...document, results }) })];
    await start().then(({ collector }) => collector.refresh());
    const response = await fetch(`${current.running!.address}/`);
    const page = await response.text();
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page).toContain('Night by night');
    expect(page).toContain('&lt;img src=x');
    expect(page).not.toMatch(/<img|<script|src="http|url\(/);
  });

  it('answers queries with frames, links and notices', async () => {
    await start().then(({ collector }) => collector.refresh());
    const filter = { model: ['zai-org/GLM-4.6'], batchSize: ['8'] };
    const queries = [
      { refId: 'A', kind: 'trend', metrics: ['output_throughput'], filter },
      { refId: 'B', kind: 'runs' },
    ];
    const { results } = (await ask({ from: 0, to: 1e15, queries })) as {
      results: Record<string, { frames: Array<{ schema: unknown; data: { values: unknown[][] } }> }>;
    };
    expect(results.A!.frames).toHaveLength(1);
    expect(results.A!.frames[0]!.schema).toMatchObject({
      refId: 'A',
      meta: { type: 'timeseries-multi', typeVersion: [0, 1] },
      fields: [
        { name: 'time', type: 'time' },
        {
          name: 'output_throughput',
          labels: { gpu_config: '8-gpu-b200', variant: 'default', batch_size: '8' },
          config: {
            unit: 'suffix:tokens/s',
            links: [
              {
                url: expect.stringMatching(
                  /^http:\/\/127.*\/sgl-project\/sglang\/actions\/runs\/\$\{__data\.fields\.run\}$/
                ),
              },
              {},
              {},
            ],
          },
        },
        {},
        {},
        {},
      ],
    });
    expect(results.A!.frames[0]!.data.values[2]![0]).toBe('20999999997');
    expect(results.B!.frames[0]!.data.values[0]).toHaveLength(4);
  });

  it('lists values for variables, and repeats of a name are several values', async () => {
    await start().then(({ collector }) => collector.refresh());
    expect(await json('/api/values?attribute=model&gpuConfig=8-gpu-b200')).toEqual({ values: ['zai-org/GLM-4.6'] });
    expect(await json('/api/values?attribute=variant&model=zai-org/GLM-4.6&model=deepseek-ai/DeepSeek-V3.2')).toEqual({
      values: ['default', 'TP8', 'TP8+MTP'],
    });
    expect(await json('/api/values?attribute=model&to=2000-01-01')).toEqual({ values: [] });
    expect(await json('/api/values?gpuConfig=8-gpu-b200')).toMatchObject({
      attributes: {
        model: ['zai-org/GLM-4.6'],
        gpuConfig: ['8-gpu-b200', '8-gpu-h200'],
        branch: ['main'],
        testName: [],
      },
    });
  });

  it('says what there is of a window', async () => {
    await start().then(({ collector }) => collector.refresh());
    const [newest] = documents();
    expect(await json('/api/status')).toMatchObject({ runs: 4, nights: 4 });
    expect(await json(`/api/status?from=${newest!.run_date.slice(0, 10)}`)).toMatchObject({ runs: 1, nights: 1 });
    expect(await json('/api/status?to=2000-01-01')).toMatchObject({ runs: 0, nights: 0 });
  });

  it('keeps to the days, from and to of a request for metrics', async () => {
    await start().then(({ collector }) => collector.refresh());
    const [newest] = documents();
    expect(await json(`/api/metrics?from=${newest!.run_date.slice(0, 10)}`)).toEqual([newest]);
    expect(await json('/api/metrics?days=0')).toEqual([]);
    expect(await json('/api/metrics?days=3650')).toHaveLength(4);
  });

  it('compresses its answers and answers 304 where nothing changed', async () => {
    await start().then(({ collector }) => collector.refresh());
    const response = await fetch(`${current.running!.address}/api/metrics`, { headers: { 'accept-encoding': 'gzip' } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    const etag = response.headers.get('etag')!;
    const again = await fetch(`${current.running!.address}/api/metrics`, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    await current.running!.collector.refresh();
    current.github.runs.unshift(await fakeRun(-1, NOW));
    await current.running!.collector.refresh();
    expect(
      (await fetch(`${current.running!.address}/api/metrics`, { headers: { 'if-none-match': etag } })).status
    ).toBe(200);
    const values = await fetch(`${current.running!.address}/api/values?attribute=model`);
    expect(values.headers.get('etag')).toBeTruthy();
  });

  it.each([
    ['/nothing', {}, 404, 'notFound'],
    ['/api/values?attribute=nothing', {}, 400, 'badRequest'],
    ['/api/metrics?days=many', {}, 400, 'badRequest'],
    ['/api/metrics?from=soon', {}, 400, 'badRequest'],
    ['/api/query', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }, 400, 'badRequest'],
    ['/api/query', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }, 400, 'badRequest'],
    [
      '/api/query',
      {
        method: 'POST',
        body: JSON.stringify({ from: 0, to: 1, queries: [{ metrics: ['nothing'] }] }),
        headers: { 'content-type': 'application/json' },
      },
      400,
      'badRequest',
    ],
    [
      '/api/query',
      {
        method: 'POST',
        body: JSON.stringify({
          from: 0,
          to: 1,
          queries: [{ matchers: [{ attribute: 'model', operator: '=~', values: ['(a+'] }] }],
        }),
        headers: { 'content-type': 'application/json' },
      },
      400,
      'badRequest',
    ],
    [
      '/api/query',
      {
        method: 'POST',
        body: JSON.stringify({ legend: 'x'.repeat(2e6) }),
        headers: { 'content-type': 'application/json' },
      },
      413,
      'tooLarge',
    ],
  ])('refuses %s with a kind and a message', async (path, init, status, kind) => {
    await start();
    const response = await fetch(`${current.running!.address}${path}`, init);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: { kind, message: expect.stringMatching(/\S/) } });
  });

  it('wants its token for everything but /healthz', async () => {
    await start({ demo: 'always' }, { SGLANG_NIGHTLY_AUTH_TOKEN: 'opensesame' });
    expect((await fetch(`${current.running!.address}/healthz`)).status).toBe(200);
    for (const path of ['/api/metrics', '/api/values?attribute=model', '/api/status', '/api/refresh']) {
      expect((await fetch(`${current.running!.address}${path}`)).status).toBe(401);
      expect(
        (await fetch(`${current.running!.address}${path}`, { headers: { authorization: 'Bearer wrong' } })).status
      ).toBe(401);
      expect(
        (await fetch(`${current.running!.address}${path}`, { headers: { authorization: 'Bearer opensesame' } })).status
      ).toBe(200);
    }
  });

  it.each([
    [{ demo: 'always' as const }, { GITHUB_TOKEN: FAKE_TOKEN }, true],
    [{ demo: 'auto' as const }, { PATH: '' }, true],
    [{ demo: 'auto' as const }, { GITHUB_TOKEN: FAKE_TOKEN }, false],
    [{}, { PATH: '' }, false],
  ])('with %j and %j is a demo: %s', async (flags, environment, demo) => {
    await start(flags, environment);
    expect(current.running!.collector.options.demo).toBe(demo);
  });

  it('says in one line where another program listens already', async () => {
    const { address } = await start();
    const port = Number(new URL(address).port);
    const flags = { ...serveFlags(current.github.apiUrl, `${current.folder}-2`), port };
    await expect(serveCollector(flags, { GITHUB_TOKEN: FAKE_TOKEN })).rejects.toThrow(
      `Another program listens there already: 127.0.0.1, port ${port}. Choose another with --host and --port.`
    );
  });

  it('keeps the nights of one source in a folder: another one is told to take its own', async () => {
    await start();
    await expect(start({ source: 'public', url: 'https://example.org/nights' })).rejects.toThrow(
      /keeps the nights of another source: .*sgl-project.*--data-dir of its own/s
    );
    // Another choice of its runs is the same source.
    await start({ scheduledOnly: true });
    expect(current.running!.collector.store.size).toBe(0);
  });

  it('serves the demo from memory, labelled, and writes nothing', async () => {
    await start({ demo: 'always', days: 120 });
    await current.running!.collector.refresh();
    expect(await json('/api/status')).toMatchObject({
      nights: 89,
      notices: [{ text: 'Demo data: invented numbers, not measurements.' }],
    });
    expect(await json('/api/metrics?days=2')).not.toHaveLength(0);
    expect(await readdir(current.folder)).toEqual([]);
  });
});
