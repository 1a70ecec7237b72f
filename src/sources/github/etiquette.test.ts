import { fakeRun, fakeRuns } from '../../../tests/support/builders';
import { type FakeGitHub, type FakeGitHubOptions, startFakeGitHub } from '../../../tests/support/fakeGitHub';
import { githubSourceInTests } from '../../../tests/support/githubSourceInTests';
import { type GitHubOptions } from './githubOptions';

const END = Date.UTC(2026, 9, 20);
const WINDOW = { from: Date.UTC(2026, 8, 1), to: Infinity };

let github: FakeGitHub;

async function start(options: FakeGitHubOptions): Promise<void> {
  github = await startFakeGitHub(options);
}

const source = (changes: Partial<GitHubOptions> = {}) => githubSourceInTests(github, changes);

function runsWithoutResults(count: number) {
  return Promise.all(Array.from({ length: count }, (_, night) => fakeRun(night, END, { zip: undefined })));
}

const lists = () => github.log.filter((line) => line.includes('/workflows/'));

afterEach(() => github.close());

describe('githubSource as a guest of GitHub', () => {
  it.each([1_001, 5_000_000])('asks once for a list of 12 runs that claims to have %d', async (claimed) => {
    await start({ runs: await fakeRuns(12, END), claimed });
    const { records } = await source().load(WINDOW);
    expect(records).toHaveLength(12);
    expect(lists()).toHaveLength(1);
    expect(github.log).toHaveLength(1 + 3 * 12);
  });

  it('asks for a page only where the one before was full', async () => {
    await start({ runs: await runsWithoutResults(100), claimed: 1000 });
    const from = END - 101 * 86_400_000;
    expect((await source().load({ from, to: Infinity })).records).toHaveLength(100);
    expect(lists()).toHaveLength(2);
  });

  it('gives what a list gave before it failed, and says that it failed', async () => {
    await start({ runs: await runsWithoutResults(150) });
    const http: typeof fetch = (url, init) =>
      String(url).includes('page=2') ? Promise.resolve(new Response('{}', { status: 404 })) : fetch(url, init);
    const { records, failures } = await source({ http }).load({ from: END - 200 * 86_400_000, to: Infinity });
    expect(records).toHaveLength(100);
    expect(failures.map(({ kind }) => kind)).toEqual(['notFound']);
  });

  it('says that it waits for a secondary rate limit, and goes on after it', async () => {
    await start({ runs: await fakeRuns(1, END) });
    github.faults.push({
      path: /workflows/,
      status: 403,
      times: 1,
      headers: { 'retry-after': '1' },
      message: 'You have exceeded a secondary rate limit.',
    });
    const said: string[] = [];
    const { records } = await source({ onWait: (sentence) => said.push(sentence) }).load(WINDOW);
    expect(records).toHaveLength(1);
    expect(said).toEqual(["GitHub's secondary rate limit is reached: the next request waits 1 seconds."]);
  });

  it('asks no more when several requests in a row got no answer', async () => {
    await start({ runs: await fakeRuns(40, END) });
    let attempts = 0;
    const http: typeof fetch = (url, init) => {
      if (String(url).includes('/artifacts')) {
        attempts += 1;
        return Promise.reject(new TypeError('fetch failed'));
      }
      return fetch(url, init);
    };
    const { records, failures } = await source({ http, concurrency: 2 }).load(WINDOW);
    expect(records).toEqual([]);
    expect(failures).toHaveLength(40);
    expect(attempts).toBeLessThan(40);
  });

  it('follows a list to the new address of a repository, but to no other origin', async () => {
    await start({ runs: [await fakeRun(0, END, { zip: undefined })] });
    const renamed = `${github.apiUrl}/repositories/1/actions/workflows/nightly-test-nvidia.yml/runs`;
    github.faults.push({ path: /repos\/sgl-project/, status: 301, times: 1, headers: { location: renamed } });
    expect((await source().load(WINDOW)).records).toHaveLength(1);
    github.faults.push({
      path: /repos\/sgl-project/,
      status: 301,
      times: 1,
      headers: { location: 'http://127.0.0.2:1/' },
    });
    await expect(source().load(WINDOW)).rejects.toThrow('GitHub redirects to another place (301, http://127.0.0.2:1)');
  });

  it('gives up a list that redirects to itself', async () => {
    await start({ runs: [] });
    github.faults.push({ path: /repos/, status: 302, times: 99, headers: { location: '/repos/loop' } });
    await expect(source().load(WINDOW)).rejects.toThrow('redirects');
    expect(github.log.length).toBeLessThanOrEqual(4);
  });

  it.each(['http://10.0.0.7/a.zip', 'http://169.254.169.254/latest', 'http://[::1]/a', 'http://metadata.internal/a'])(
    'asks no storage inside the network: %s',
    async (location) => {
      const asked: string[] = [];
      const http: typeof fetch = (url) => {
        asked.push(String(url));
        const body = asked.length === 1 ? runsPage : asked.length === 2 ? artifactsPage : undefined;
        return Promise.resolve(
          body
            ? new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } })
            : new Response(null, { status: 302, headers: { location } })
        );
      };
      await start({ runs: [] });
      const { failures } = await source({ http, actionsUrl: 'https://api.github.com/repos/a/b/actions' }).load(WINDOW);
      expect(failures[0]?.message).toContain('GitHub names a storage that is not asked');
      expect(asked).toHaveLength(3);
    }
  );
});

const runsPage = { total_count: 1, workflow_runs: [{ id: 7, created_at: '2026-10-19T00:30:00Z' }] };
const artifactsPage = { artifacts: [{ id: 9, name: 'consolidated-metrics-7' }] };
