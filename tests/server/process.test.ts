/** The executable without Grafana, against a server that behaves as GitHub does. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { changedNights, fakeRun, fakeRuns, nightDocument, nightZip } from '../support/builders';
import { FAKE_TOKEN, type FakeGitHub, type FakeRun, startFakeGitHub } from '../support/fakeGitHub';
import { buildHarness, type ServerPart, type Settings, startServerPart } from './serverPart';

const NOW = Date.now();
/** Yesterday: the results of today come in the course of the day. */
const END = NOW - 86_400_000;
const WINDOW = { from: NOW - 120 * 86_400_000, to: NOW };

let github: FakeGitHub;
let folder: string;
const parts: ServerPart[] = [];

beforeAll(buildHarness);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightly-server-'));
});

afterEach(async () => {
  await Promise.all(parts.splice(0).map((part) => part.stop()));
  await github.close();
  await rm(folder, { recursive: true });
});

async function startPart(environment: Record<string, string> = {}): Promise<ServerPart> {
  const part = await startServerPart({ GF_PLUGIN_DATA_DIR: folder, ...environment });
  parts.push(part);
  return part;
}

async function fake(runs: readonly FakeRun[], changes: Partial<Parameters<typeof startFakeGitHub>[0]> = {}) {
  github = await startFakeGitHub({ runs, ...changes });
}

function settings(token: string | undefined = FAKE_TOKEN): Settings {
  return {
    options: { source: 'github', githubUrl: github.apiUrl, repository: 'sgl-project/sglang' },
    secrets: token === undefined ? {} : { githubToken: token },
  };
}

/** Rows of the runs, as [id, benchmarks]. */
async function runsOf(part: ServerPart, given = settings()): Promise<unknown[][]> {
  const { A } = await part.query(given, [{ kind: 'runs' }], WINDOW);
  const [frame] = A?.frames ?? [];
  const column = (name: string) => frame?.data.values[frame.schema.fields.findIndex((field) => field.name === name)];
  const benchmarks = column('benchmarks') ?? [];
  return (column('run') ?? []).map((id, row) => [id, benchmarks[row]]);
}

async function noticesOf(part: ServerPart, given = settings()): Promise<string> {
  const { body } = await part.resource(given, { path: 'api/status' });
  return (body as { notices: Array<{ text: string }> }).notices.map(({ text }) => text).join(' ');
}

/** The one folder of what is asked for: it ends with a hash of the names and events that are read. */
async function archiveFolder(): Promise<string> {
  const { host } = new URL(github.apiUrl);
  const workflow = join(folder, 'org-1', host.replace(':', '_'), 'sgl-project/sglang/nightly-test-nvidia.yml');
  const [asked = '', ...others] = await readdir(workflow);
  expect([asked, others]).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/), []]);
  return join(workflow, asked);
}

async function archivedRuns(): Promise<string[]> {
  return (await readdir(await archiveFolder())).filter((name) => name.endsWith('.night')).sort();
}

describe('the server part', () => {
  it('gives every night exactly, by a token that its storage never sees', async () => {
    const runs = await fakeRuns(12, END);
    await fake(runs);
    const part = await startPart();
    expect((await runsOf(part)).map(([id]) => id)).toEqual(runs.map(({ id }) => String(id)));
    const files = await archivedRuns();
    expect(files).toHaveLength(12);
    for (const [night, { id, created_at }] of runs.entries()) {
      const [, text] = (await readFile(join(await archiveFolder(), `${id}-1.night`), 'utf8')).split(/\n(.*)/s);
      expect(JSON.parse(text!)).toEqual(nightDocument(id, created_at.slice(0, 10), 1 + night / 1000));
    }
    expect(github.log.filter((line) => line.startsWith('storage'))).toHaveLength(12);
  });

  it('costs a bad night only itself', async () => {
    await fake([
      await fakeRun(0, END),
      await fakeRun(1, END, { zip: undefined, expired: true }),
      await fakeRun(2, END, { zip: new Uint8Array([1, 2, 3]) }),
      await fakeRun(3, END),
    ]);
    const benchmarks = (await runsOf(await startPart())).map(([, count]) => Number(count) > 0);
    expect(benchmarks).toEqual([true, false, false, true]);
  });

  it('tries again what fails for a moment, and waits out a rate limit', async () => {
    await fake(await fakeRuns(3, END));
    github.faults.push(
      { path: /^storage/, status: 503, times: 1 },
      {
        path: /artifacts$/,
        status: 403,
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 1) },
        times: 1,
      }
    );
    expect(await runsOf(await startPart())).toHaveLength(3);
  });

  it('answers while a slow source loads, with what is there and how far it is', async () => {
    await fake(await fakeRuns(40, END), { latencyMs: 300 });
    const part = await startPart();
    const ask = () =>
      part.resource(settings(), {
        method: 'POST',
        path: 'api/query',
        body: { ...WINDOW, queries: [{ kind: 'runs' }] },
      });
    const first = (await ask()).body as { progress?: { done: number; total: number } };
    expect(first.progress?.total).toBe(40);
    expect(first.progress?.done).toBeLessThan(40);
    expect(await runsOf(part)).toHaveLength(40);
    await until(async () => !('progress' in ((await ask()).body as object)));
  });

  it('lets a rule wait until it is known what changed, and takes nothing for quiet until then', async () => {
    const runs = await Promise.all(
      changedNights(40, 10, 0.9, END).map(async (document) => {
        const id = Number(document.run_id);
        const created_at = `${document.run_date.slice(0, 10)}T00:30:00Z`;
        return fakeRun(0, END, { id, created_at, head_sha: document.commit_sha, zip: await nightZip(id, document) });
      })
    );
    await fake(runs, { latencyMs: 100 });
    const part = await startPart();
    const rule = () => part.query(settings(), [{ kind: 'changes', view: 'alerts' }], { ...WINDOW, fromAlert: true });
    const changes = () => part.resource(settings(), { path: 'api/changes' });
    const [asked, early] = await Promise.all([rule(), changes()]);
    expect(asked.A?.error).toBeUndefined();
    expect(asked.A?.frames?.[0]?.data.values).toEqual([[expect.closeTo(10, 0)]]);
    expect(early).toMatchObject({ status: 503, body: { error: { kind: 'loading' } } });
    expect((await changes()).body).not.toEqual([]);
    // A restart: the archive is read, and the same alert is there with the first answer.
    const again = await startPart();
    const labels = (answer: Awaited<ReturnType<typeof rule>>) =>
      answer.A?.frames?.[0]?.schema.fields.map((one) => one.labels);
    const after = await again.query(settings(), [{ kind: 'changes', view: 'alerts' }], { ...WINDOW, fromAlert: true });
    expect(labels(after)).toEqual(labels(asked));
  });

  it('fetches nothing twice, also when it was killed', async () => {
    await fake(await fakeRuns(10, END));
    const part = await startPart();
    expect(await runsOf(part)).toHaveLength(10);
    await until(async () => (await readdir(await archiveFolder())).includes('nights.json'));
    process.kill(part.pid, 'SIGKILL');
    github.log.length = 0;
    const again = await startPart();
    expect(await runsOf(again)).toHaveLength(10);
    await until(() => Promise.resolve(github.log.length > 0));
    expect(github.log.every((line) => /\/workflows\/|\/releases\?/.test(line))).toBe(true);
  });

  it('works without a place to write, and says so', async () => {
    await fake(await fakeRuns(3, END));
    const part = await startPart({ GF_PLUGIN_DATA_DIR: '/proc/nowhere' });
    expect(await runsOf(part)).toHaveLength(3);
    expect((await part.health(settings())).message).toContain('nights are kept in memory');
  });

  it('shares a folder with another process, and neither loses anything', async () => {
    await fake(await fakeRuns(10, END));
    const both = await Promise.all([startPart(), startPart()]);
    const [one, other] = await Promise.all(both.map((part) => runsOf(part)));
    expect(one).toHaveLength(10);
    expect(other).toEqual(one);
    expect(await archivedRuns()).toHaveLength(10);
    expect((await readdir(await archiveFolder())).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  it("measures itself for Grafana's metrics of plugins, and logs what is new", async () => {
    await fake(await fakeRuns(3, END));
    const part = await startPart();
    expect(await runsOf(part)).toHaveLength(3);
    await until(async () => (await part.metrics()).includes('last_refresh_timestamp_seconds{'));
    const metrics = await part.metrics();
    const valueOf = (name: string) =>
      Number(
        new RegExp(`^sglang_nightly_datasource_${name}\\{datasource_uid="[^"]+"\\} (\\S+)$`, 'm').exec(metrics)?.[1]
      );
    expect(valueOf('runs')).toBe(3);
    expect(valueOf('last_refresh_timestamp_seconds') * 1000).toBeGreaterThan(NOW - 60_000);
    expect(valueOf('refresh_failures_in_a_row')).toBe(0);
    expect(valueOf('received_bytes_total')).toBeGreaterThan(1000);
    expect(valueOf('program_busy_seconds_total')).toBeGreaterThan(0);
    expect(part.log()).toContain('Refreshed: 3 new runs');
    await part.health(settings('another-token-for-tests'));
    await until(async () => /refresh_failures_in_a_row\{[^}]+\} [1-9]/.test(await part.metrics()));
  });

  it('says what is wrong with a token, and fails alert rules but not panels', async () => {
    await fake(await fakeRuns(3, END));
    const part = await startPart();
    const wrong = settings('another-token-for-tests');
    expect(await noticesOf(part, wrong)).toContain('answered 401');
    const query = { kind: 'changes', view: 'alerts' } as const;
    const alert = await part.query(wrong, [query], { ...WINDOW, fromAlert: true });
    expect(alert.A?.error).toContain('answered 401');
    const panel = await part.query(wrong, [query], WINDOW);
    expect(panel.A?.error).toBeUndefined();
  });

  it('lets the token into no log, error, frame or resource', async () => {
    await fake(await fakeRuns(3, END));
    github.faults.push({ path: /^storage/, status: 500, times: 99 });
    const part = await startPart();
    const answers = [
      await part.query(settings(), [{ kind: 'runs' }, { kind: 'latest' }], { ...WINDOW, fromAlert: true }),
      await part.health(settings()),
      ...(await Promise.all(
        ['api/status', 'api/changes', 'api/values', 'api/nothing'].map((path) => part.resource(settings(), { path }))
      )),
    ];
    const said = JSON.stringify(answers) + part.log();
    expect(said).toContain('answered 500');
    expect(said).not.toContain(FAKE_TOKEN);
    expect(said).not.toContain('secret-signature');
  });

  it.each([
    ['GET', 'api/metrics'],
    ['GET', 'api/../api/status'],
    ['GET', 'api/status/..%2f..%2fadmin'],
    ['GET', 'repos/other/repository/actions/runs'],
    ['GET', ''],
    ['DELETE', 'api/status'],
    ['GET', 'api/query'],
    ['POST', 'api/status'],
  ])('refuses %s %s', async (method, path) => {
    await fake([]);
    const part = await startPart();
    const { status, body } = await part.resource(settings(), { method, path });
    expect(status).toBe(404);
    expect(body).toMatchObject({ error: { kind: 'notFound' } });
    expect(github.log.every((line) => line.includes('/repos/sgl-project/sglang/'))).toBe(true);
  });

  it.each([
    [{ from: 'x' }, 'from: '],
    [
      { from: 0, to: 1, queries: [{ matchers: [{ attribute: 'model', operator: '=~', values: ['(a+'] }] }] },
      'RE2 syntax',
    ],
  ])('refuses the query %j and says what is wrong', async (body, message) => {
    await fake([]);
    const { status, text } = await (
      await startPart()
    ).resource(settings(), { method: 'POST', path: 'api/query', body });
    expect(status).toBe(400);
    expect(text).toContain(message);
  });

  it('says which setting is wrong', async () => {
    await fake([]);
    const part = await startPart();
    const wrong = { options: { ...settings().options, repository: '../../admin' } };
    expect(await part.health(wrong)).toMatchObject({
      status: 'ERROR',
      message: expect.stringContaining(
        'The setting repository is wrong: Give it as owner/name, such as sgl-project/sglang. Correct it'
      ),
    });
  });

  it('answers through a template variable that only a browser replaces as if it meant all', async () => {
    await fake(await fakeRuns(3, END));
    const part = await startPart();
    const { A } = await part.query(settings(), [{ kind: 'latest', filter: { model: ['$model'] } }], WINDOW);
    expect(A?.frames?.[0]?.data.values[0]?.length).toBeGreaterThan(1);
    expect(JSON.stringify(A?.frames?.[0]?.schema.meta)).toContain('replaces no template variables');
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition().catch(() => false)); tries++) {
    if (tries > 200) {
      throw new Error('It did not happen within 20 seconds');
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
