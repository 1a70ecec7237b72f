import { createHash } from 'node:crypto';

import { fakeRun, fakeRuns, nightDocument, nightZip } from '../../../tests/support/builders';
import { type FakeGitHub, type FakeRun, RESET_AT, startFakeGitHub } from '../../../tests/support/fakeGitHub';
import { githubSourceInTests } from '../../../tests/support/githubSourceInTests';
import { actionsUrl, type GitHubOptions } from './githubOptions';

const END = Date.UTC(2026, 9, 20);
const WINDOW = { from: Date.UTC(2026, 8, 1), to: Infinity };

let github: FakeGitHub;

async function start(runs: readonly FakeRun[]): Promise<void> {
  github = await startFakeGitHub({ runs });
}

function source(changes: Partial<GitHubOptions> = {}) {
  const sha256 = (bytes: Uint8Array) => Promise.resolve(createHash('sha256').update(bytes).digest('hex'));
  return githubSourceInTests(github, { sha256, ...changes });
}

function requests(pattern: RegExp): string[] {
  return github.log.filter((line) => pattern.test(line));
}

afterEach(() => github.close());

describe('githubSource', () => {
  it('gives every night exactly, newest first, in three requests a run and one listing', async () => {
    const runs = await fakeRuns(12, END);
    await start(runs);
    const { records, failures } = await source().load(WINDOW);
    expect(failures).toEqual([]);
    expect(records.map(({ document }) => document)).toEqual(
      runs.map(({ id, created_at }, night) => nightDocument(id, created_at.slice(0, 10), 1 + night / 1000))
    );
    expect(records[1]?.workflowRun).toEqual({
      id: '20999999999',
      attempt: 1,
      createdAt: '2026-10-19T00:30:00Z',
      commit: expect.stringMatching(/^[0-9a-f]{40}$/),
      branch: 'main',
      event: 'schedule',
      conclusion: 'success',
    });
    expect(github.log).toHaveLength(1 + 3 * 12);
    expect(requests(/artifacts\?/)[0]).toContain('name=consolidated-metrics-21000000000');
  });

  it('tells how much of the quota is left', async () => {
    github = await startFakeGitHub({ runs: await fakeRuns(1, END), remaining: 4321 });
    const { quota } = await source().load(WINDOW);
    expect(quota).toEqual({ remaining: 4321, limit: 5000, resetAt: RESET_AT });
  });

  it('follows the redirect to the storage without the token, which the storage would refuse', async () => {
    await start(await fakeRuns(1, END));
    const { records } = await source().load(WINDOW);
    expect(records[0]?.document).toBeDefined();
    expect(requests(/^storage/)).toEqual(['storage GET /21000000000.zip']);
  });

  it('follows a storage to the one behind it, and gives up one that leads on and on', async () => {
    github = await startFakeGitHub({ runs: await fakeRuns(1, END), storages: 3 });
    expect((await source().load(WINDOW)).records[0]?.document).toBeDefined();
    expect(requests(/^storage/)).toHaveLength(3);
    await github.close();
    github = await startFakeGitHub({ runs: await fakeRuns(1, END), storages: 9 });
    const { failures } = await source().load(WINDOW);
    expect(failures).toMatchObject([{ kind: 'network', message: expect.stringContaining('answered 302') as string }]);
    expect(requests(/^storage/).length).toBeLessThan(6);
  });

  it('finds the artifact where the server lists all of a run, whatever name is asked for', async () => {
    const [run] = await fakeRuns(1, END);
    const others = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`core-dump-${at + 2}`, run!.zip!]));
    github = await startFakeGitHub({ runs: [{ ...run!, artifacts: others }], ignoresName: true });
    expect((await source().load(WINDOW)).records[0]?.document).toBeDefined();
  });

  it('takes a list that says there are runs and names none for a failure, not for no night', async () => {
    github = await startFakeGitHub({ runs: [], claimed: 20 });
    await expect(source().load(WINDOW)).rejects.toThrow('GitHub says that there are 20 runs, and lists none');
    await github.close();
    await start([]);
    expect(await source().load(WINDOW)).toMatchObject({ records: [], failures: [] });
  });

  it('goes on to the next page where one is shorter than was asked for', async () => {
    const runs = await Promise.all(
      Array.from({ length: 130 }, (_, index) =>
        fakeRun(index % 40, END, { id: 30_000_000_000 + index, zip: undefined })
      )
    );
    github = await startFakeGitHub({ runs, longestPage: 60 });
    const { records } = await source().load(WINDOW);
    expect(new Set(records.map(({ workflowRun }) => workflowRun?.id)).size).toBe(130);
  });

  it('reads all pages of a listing, and no run twice', async () => {
    await start(
      await Promise.all(
        Array.from({ length: 250 }, (_, index) =>
          fakeRun(index % 40, END, { id: 30_000_000_000 + index, zip: undefined })
        )
      )
    );
    const { records } = await source().load(WINDOW);
    expect(new Set(records.map(({ workflowRun }) => workflowRun?.id)).size).toBe(250);
    expect(requests(/workflows/)).toHaveLength(3);
    expect(requests(/workflows/)[0]).toContain('per_page=100');
  });

  it('halves a window in which there are more runs than GitHub lists', async () => {
    await start(
      await Promise.all(
        Array.from({ length: 1100 }, (_, index) =>
          fakeRun(index % 40, END, { id: 30_000_000_000 + index, zip: undefined })
        )
      )
    );
    const { records } = await source({ token: undefined }).load(WINDOW);
    expect(records).toHaveLength(1100);
  });

  it('asks about no run that is known', async () => {
    await start(await fakeRuns(5, END));
    const { records } = await source().load(WINDOW, { isKnown: (run) => run.id !== '20999999998' });
    expect(records.map(({ workflowRun }) => workflowRun?.id)).toEqual(['20999999998']);
    expect(github.log).toHaveLength(1 + 3);
  });

  it('asks again for a listing with If-None-Match, which costs no quota when nothing changed', async () => {
    await start(await fakeRuns(2, END));
    const same = source();
    await same.load(WINDOW);
    const { records } = await same.load(WINDOW, { isKnown: () => true });
    expect(records).toEqual([]);
    github.runs.push(await fakeRun(3, END));
    expect((await same.load(WINDOW)).records).toHaveLength(3);
  });

  it('lists the runs without a token and says why they have no results', async () => {
    await start(await fakeRuns(3, END));
    const { records, failures } = await source({ token: undefined }).load(WINDOW);
    expect(failures).toEqual([]);
    expect(records.map(({ absence }) => absence?.kind)).toEqual(['unauthorised', 'unauthorised', 'unauthorised']);
    expect(github.log).toHaveLength(1);
  });

  it('asks for one run alone', async () => {
    await start(await fakeRuns(3, END));
    const { records } = await source({ runId: '20999999999' }).load(WINDOW);
    expect(records.map(({ workflowRun }) => workflowRun?.id)).toEqual(['20999999999']);
  });

  it('asks for one event', async () => {
    await start([await fakeRun(0, END), await fakeRun(1, END, { event: 'push' })]);
    expect((await source({ event: 'push' }).load(WINDOW)).records).toHaveLength(1);
  });

  describe('bad artifacts cost only themselves', () => {
    const cases: Array<[string, () => Promise<Partial<FakeRun>>, RegExp]> = [
      ['none at all', async () => ({ zip: undefined }), /no artifact/],
      ['an expired one', async () => ({ expired: true }), /expired/],
      [
        'a page instead of a zip',
        async () => ({ zip: new TextEncoder().encode('<html>') }),
        /^run 20999999999: artifact: expected a whole zip/,
      ],
      [
        'a zip cut off',
        async () => ({ zip: (await nightZip(20999999999, nightDocument(1, '2026-10-19'))).slice(0, 200) }),
        /^run 20999999999: artifact/,
      ],
      [
        'a bomb',
        async () => ({ zip: await nightZip(20999999999, '0'.repeat(20e6)) }),
        /^run 20999999999: artifact, .*at most 200 times/,
      ],
      [
        'broken JSON',
        async () => ({ zip: await nightZip(20999999999, '{"run_id"') }),
        /^run 20999999999: document: expected JSON/,
      ],
    ];
    it.each(cases)('%s', async (_, make, message) => {
      await start([await fakeRun(0, END), await fakeRun(1, END, await make()), await fakeRun(2, END)]);
      const { records, failures } = await source().load(WINDOW);
      expect(failures).toEqual([]);
      expect(records.map(({ document }) => document !== undefined)).toEqual([true, false, true]);
      expect(records[1]?.absence?.message).toMatch(message);
      // What can't be read stays as it came.
      expect(records[1]?.text !== undefined).toBe(records[1]?.absence?.kind === 'corrupt');
    });

    it('a digest that does not match is a failure, for it may be a bad transfer', async () => {
      await start([await fakeRun(0, END), await fakeRun(1, END, { digest: `sha256:${'0'.repeat(64)}` })]);
      const { records, failures } = await source().load(WINDOW);
      expect(records).toHaveLength(1);
      expect(failures[0]).toMatchObject({ kind: 'corrupt', message: expect.stringContaining('digest') });
      expect(failures[0]?.message).not.toContain('secret-signature');
    });

    it('410 for an artifact that expired since it was listed is an absence', async () => {
      await start(await fakeRuns(2, END));
      github.faults.push({ path: /2099999999900\/zip/, status: 410, times: 1 });
      expect((await source().load(WINDOW)).records.map(({ absence }) => absence?.kind)).toEqual([undefined, 'expired']);
    });
  });

  describe('a failing world', () => {
    it('is tried again where a second try may help', async () => {
      await start(await fakeRuns(2, END));
      github.faults.push(
        { path: /workflows/, status: 502, times: 2 },
        { path: /^storage \/21000000000/, status: 503, times: 1 }
      );
      const { records, failures } = await source().load(WINDOW);
      expect(records.every(({ document }) => document !== undefined)).toBe(true);
      expect(failures).toEqual([]);
    });

    it.each([
      [401, {}, 'unauthorised', 1],
      [403, {}, 'forbidden', 1],
      [404, {}, 'notFound', 1],
      [500, {}, 'network', 4],
      [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2000000000' }, 'rateLimited', 1],
      [429, { 'retry-after': '3600' }, 'rateLimited', 1],
    ])('is an error of its own kind: %s %j is %s', async (status, headers, kind, tries) => {
      await start(await fakeRuns(1, END));
      github.faults.push({ path: /workflows/, status, headers, times: 9 });
      await expect(source().load(WINDOW)).rejects.toMatchObject({
        kind,
        message: expect.stringMatching(new RegExp(`^The server answered ${status}.*: GET http://.*/runs\\. `)),
      });
      expect(github.log).toHaveLength(tries);
    });

    it('says until when a rate limit lasts', async () => {
      await start(await fakeRuns(1, END));
      github.faults.push({
        path: /workflows/,
        status: 403,
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2000000000' },
        times: 1,
      });
      await expect(source().load(WINDOW)).rejects.toMatchObject({
        message: expect.stringContaining('until 2033-05-18T03:33:20.000Z'),
      });
    });

    it('keeps what is good when the rate limit is spent on the way, and asks no more', async () => {
      await start(await fakeRuns(30, END));
      github.faults.push({
        path: /20999999995\/artifacts/,
        status: 403,
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2000000000' },
        times: 1,
      });
      const { records, failures } = await source({ concurrency: 2 }).load(WINDOW);
      expect(records.length).toBeGreaterThan(0);
      expect(records.length + failures.length).toBe(30);
      expect(new Set(failures.map(({ kind }) => kind))).toEqual(new Set(['rateLimited']));
      expect(requests(/artifacts\?/).length).toBeLessThan(12);
    });

    it('names an address that nobody answers at', async () => {
      await start([]);
      const { apiUrl } = github;
      await github.close();
      await expect(source({ actionsUrl: actionsUrl(apiUrl, 'a/b') }).load(WINDOW)).rejects.toMatchObject({
        kind: 'network',
        message: expect.stringContaining('ECONNREFUSED'),
      });
    });

    it('says when something else than GitHub answers', async () => {
      await start([]);
      await expect(
        source({ runId: '1', http: () => Promise.resolve(Response.json({})) }).load(WINDOW)
      ).rejects.toMatchObject({ kind: 'corrupt' });
    });
  });

  it('stops when it is told to', async () => {
    await start(await fakeRuns(3, END));
    const controller = new AbortController();
    const loading = source().load(WINDOW, { signal: controller.signal, onRecord: () => controller.abort() });
    await expect(loading).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('never shows the token or a signature', async () => {
    await start(await fakeRuns(1, END));
    github.faults.push({ path: /^storage/, status: 403, times: 1 });
    const { failures } = await source().load(WINDOW);
    expect(failures[0]?.message).toMatch(/storage|127\.0\.0\.1/);
    expect(JSON.stringify(failures[0]?.message)).not.toMatch(/secret-signature|token-for-tests/);
  });

  describe("through Grafana's proxy", () => {
    it('asks below the page it is on, by addresses without a host', async () => {
      await start([]);
      const asked: string[] = [];
      const http: GitHubOptions['http'] = (url) => {
        asked.push(url);
        return Promise.resolve(Response.json({ total_count: 0, workflow_runs: [] }));
      };
      await source({ http, actionsUrl: '/api/datasources/proxy/uid/x/github' }).load(WINDOW);
      expect(asked).toEqual([
        expect.stringMatching(
          /^\/api\/datasources\/proxy\/uid\/x\/github\/workflows\/nightly-test-nvidia\.yml\/runs\?/
        ),
      ]);
    });

    it('lists the runs and asks for no result, for the proxy has no token and the storage no CORS headers', async () => {
      await start(await fakeRuns(6, END));
      const { records, failures } = await source({ token: undefined, proxy: true }).load(WINDOW);
      expect(failures).toEqual([]);
      expect(records).toHaveLength(6);
      expect(new Set(records.map(({ absence }) => absence?.message))).toEqual(
        new Set([expect.stringContaining('run the collector')])
      );
      expect(github.log).toHaveLength(1);
    });
  });
});
