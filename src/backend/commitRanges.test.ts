import { buildNightTable, Detection, makeSeries, type NightTable } from '../core';
import { answer } from '../ask/answer';
import { suspectsText } from '../ask/changes/suspects';
import { rankSuspects } from '../detect/suspects/rankSuspects';
import { nightQuerySchema } from '../ask/nightQuery';
import { rowsOf } from '../ask/columns';
import { actionsUrl, GITHUB_DEFAULTS } from '../sources/github/githubOptions';
import { githubCommits } from '../sources/github/githubCommits';
import { type FakeCommit } from '../../tests/support/fakeCommits';
import { FAKE_TOKEN, type FakeGitHub, startFakeGitHub } from '../../tests/support/fakeGitHub';
import { parse } from 'valibot';
import { CommitRanges } from './commitRanges';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 9, 20);
const SRT = 'python/sglang/srt';
const NIGHTS = 40;
const CHANGED = 10;

const sha = (number: number) => number.toString(16).padStart(40, 'a');

/** The night's commit is every tenth one: nine others are merged between two nights. */
const PER_NIGHT = 10;
const commitOfNight = (night: number) => sha(night * PER_NIGHT);

function commits(culprit: Partial<FakeCommit>): FakeCommit[] {
  return Array.from({ length: NIGHTS * PER_NIGHT }, (_, at) => ({
    sha: sha(at),
    title: `Fix logs (#${1000 + at})`,
    files: [`${SRT}/utils/common.py`],
    mergedAt: new Date(NOW - (NIGHTS * PER_NIGHT - at) * (DAY / PER_NIGHT)).toISOString(),
    ...(at === (NIGHTS - CHANGED) * PER_NIGHT - 4 && culprit),
  }));
}

/** Nights in which one model loses 10 % for the last ten. */
function nights(): NightTable {
  return buildNightTable(
    Array.from({ length: NIGHTS }, (_, at) => ({
      run: {
        id: `${at + 1}`,
        attempt: 1,
        time: NOW - (NIGHTS - at) * DAY,
        commit: commitOfNight(at),
        branch: 'main',
        event: 'schedule',
        conclusion: '',
      },
      rows: ['deepseek-ai/DeepSeek-V3.2', 'zai-org/GLM-4.6'].flatMap((model, place) =>
        [1, 8].map((batch) => ({
          series: makeSeries({ gpu_config: '8-gpu-h200', model, variant: 'TP8', batch_size: `${batch}` }),
          values: {
            output_throughput:
              100 *
              batch *
              (1 + 0.003 * Math.sin(at * 12.9 + batch)) *
              (place === 0 && at >= NIGHTS - CHANGED ? 0.9 : 1),
          },
        }))
      ),
      issues: [],
    }))
  );
}

const TABLE = nights();
const FOUND = new Detection().changesNow(TABLE, { now: NOW });
const CULPRIT = { title: 'Simplify weight loading (#77)', files: [`${SRT}/models/deepseek_v2.py`] };

let github: FakeGitHub;
let kept: Map<string, string>;
let log: string[];
let now = NOW;

function ranges(token: string | undefined = FAKE_TOKEN, withSource = true, sparing = false) {
  const api = { http: fetch, token, actionsUrl: actionsUrl(github.apiUrl, GITHUB_DEFAULTS.repository), retryBaseMs: 1 };
  return new CommitRanges({
    source: withSource ? githubCommits(api) : undefined,
    files: {
      path: '/a',
      read: (name) => Promise.resolve(kept.get(name)),
      write: async (name, text) => void kept.set(name, text as string),
    },
    sparing,
    now: () => now,
    log: (line) => log.push(line),
  });
}

function ask(of: CommitRanges, view: 'incidents' | 'suspects') {
  const options = { from: 0, to: NOW, now: NOW, repositoryUrl: 'https://github.com/o/r', notices: [], findings: FOUND };
  const query = parse(nightQuerySchema, { kind: 'changes', view });
  return rowsOf(answer(TABLE, query, { ...options, commitsBetween: of.between })[0]!);
}

/** What the text of an alert can say: the first suspect's pull request, and how many commits there are. */
function alertNumbers(of: CommitRanges): unknown[] {
  const options = { from: 0, to: NOW, now: NOW, repositoryUrl: '', notices: [], findings: FOUND };
  return ['suspect', 'commits'].flatMap((number) => {
    const query = parse(nightQuerySchema, { kind: 'changes', view: 'alerts', number });
    const [table] = answer(TABLE, query, { ...options, commitsBetween: of.between });
    return table!.columns.map(({ values }) => values[0]);
  });
}

beforeEach(() => {
  kept = new Map();
  log = [];
  now = NOW;
});

afterEach(() => github.close());

describe('CommitRanges', () => {
  it('names the commit behind an incident, with its reason and the way to it', async () => {
    github = await startFakeGitHub({ runs: [], commits: commits(CULPRIT) });
    const known = ranges();
    expect(ask(known, 'incidents')).toMatchObject([
      { suspects: null, behind: 'aaaaaaaaa...aaaaaaaaa', suspect_1_url: null },
    ]);
    expect(ask(known, 'suspects')).toMatchObject([{ title: expect.stringContaining('with a GitHub token') }]);
    await known.look(FOUND, TABLE);
    const [incident] = ask(known, 'incidents');
    expect(incident!.suspects).toMatch(
      /^#77 Simplify weight loading \(touches deepseek_v2\.py\); #\d+ Fix logs; .*and 7 more$/
    );
    expect(incident!.suspect_1_url).toBe('https://github.com/o/r/pull/77');
    expect(alertNumbers(known)).toEqual([77, 10]);
    const suspects = ask(known, 'suspects');
    expect(suspects).toHaveLength(10);
    expect(suspects[0]).toMatchObject({ rank: 1, title: CULPRIT.title, author: 'someone', commits: 10 });
    expect(suspects.filter(({ next }) => next === 'next')).toHaveLength(1);
    expect(log).toEqual([]);
  });

  it('asks once a range, and for the files of each commit once: never again, also after a restart', async () => {
    github = await startFakeGitHub({ runs: [], commits: commits(CULPRIT) });
    await ranges().look(FOUND, TABLE);
    const compares = github.log.filter((line) => line.includes('/compare/'));
    const searches = github.log.filter((line) => line.includes('/search/issues'));
    expect([compares.length, searches.length, github.log.length]).toEqual([1, 1, 1 + 1 + 10 + 1]);
    github.log.length = 0;
    const again = ranges();
    await again.open();
    await again.look(FOUND, TABLE);
    expect(github.log).toEqual([]);
    expect(ask(again, 'suspects')[0]).toMatchObject({ title: CULPRIT.title });
    const withoutSource = ranges(undefined, false);
    await withoutSource.open();
    expect(ask(withoutSource, 'incidents')[0]!.suspects).toContain('#77');
  });

  it('ranks by the labels of pull requests too, which one search tells', async () => {
    const culprit = { title: 'Tidy up (#77)', labels: ['deepseek', 'run-ci'], files: [`${SRT}/utils/x.py`] };
    github = await startFakeGitHub({ runs: [], commits: commits(culprit) });
    const known = ranges();
    await known.look(FOUND, TABLE);
    expect(ask(known, 'suspects')[0]).toMatchObject({ title: 'Tidy up (#77)', reasons: 'names the model' });
    const again = ranges(undefined, false);
    await again.open();
    expect(ask(again, 'suspects')[0]).toMatchObject({ title: 'Tidy up (#77)', reasons: 'names the model' });
  });

  it('goes without labels where GitHub does not search, and says so', async () => {
    github = await startFakeGitHub({ runs: [], commits: commits(CULPRIT) });
    github.faults.push({ path: /\/search\/issues/, status: 403, times: 1 });
    const known = ranges();
    await known.look(FOUND, TABLE);
    expect(ask(known, 'suspects')[0]).toMatchObject({ title: CULPRIT.title });
    expect(log).toEqual([expect.stringMatching(/^The labels of pull requests are not known: /)]);
  });

  it('asks for few where it has no token: the newest ranges, without files', async () => {
    github = await startFakeGitHub({ runs: [], commits: commits(CULPRIT) });
    const known = ranges(undefined, true, true);
    await known.look(FOUND, TABLE);
    expect(github.log.map((line) => line.replace(/.*\/(compare|search|releases)\b.*/, '$1'))).toEqual([
      'compare',
      'search',
      'releases',
    ]);
    expect(ask(known, 'suspects')).toHaveLength(10);
  });

  it('asks for the releases once a day, without drafts and previews, and keeps them where GitHub fails', async () => {
    const release = (tag_name: string, more: object = {}) => ({
      tag_name,
      created_at: '2026-09-01T10:00:00Z',
      ...more,
    });
    const releases = [
      release('v0.3', { draft: true }),
      release('v0.3rc1', { prerelease: true }),
      release('v0.2'),
      { tag_name: 7 },
      release('v0.1', { created_at: 'never' }),
      'nothing',
    ];
    github = await startFakeGitHub({ runs: [], commits: commits(CULPRIT), releases });
    const known = ranges();
    await known.look(FOUND, TABLE);
    expect(known.releases).toEqual([{ tag: 'v0.2', time: Date.UTC(2026, 8, 1, 10) }]);
    now += 23 * 3_600_000;
    await known.look(FOUND, TABLE);
    const asked = () => github.log.filter((line) => line.includes('/releases'));
    expect(asked()).toHaveLength(1);
    now += 2 * 3_600_000;
    github.faults.push({ path: /releases/, status: 404, times: 9 });
    const again = ranges();
    await again.open();
    await again.look(FOUND, TABLE);
    expect(asked()).toHaveLength(2);
    expect(again.releases).toHaveLength(1);
    expect(log.join()).toContain('The releases are not known');
  });

  it('reads all pages of a long range, and looks at the files of 250, those first that their titles make suspicious', async () => {
    const many = Array.from({ length: 250 }, (_, at) => ({
      sha: sha(5000 + at),
      title: `Fix logs ${at}`,
      files: ['a.py'],
    }));
    const all = commits({ ...CULPRIT, title: 'Refactor DeepSeek weights (#77)' });
    const at = (NIGHTS - CHANGED) * PER_NIGHT - 4;
    github = await startFakeGitHub({ runs: [], commits: [...all.slice(0, at), ...many, ...all.slice(at)] });
    const known = ranges();
    await known.look(FOUND, TABLE);
    expect(github.log.filter((line) => line.includes('/compare/'))).toHaveLength(3);
    expect(github.log.filter((line) => line.includes('/commits/'))).toHaveLength(250);
    expect(ask(known, 'suspects')[0]).toMatchObject({ title: 'Refactor DeepSeek weights (#77)', commits: 260 });
  });

  it.each([
    [
      'behind',
      { status: 'behind', total_commits: 0, commits: [] },
      /^the code is older than the night before; taken back: #7 /,
    ],
    ['diverged', { status: 'diverged' }, /^the two nights are on branches that parted; on the later one: #7 /],
  ])('says of a range that is %s what it is', async (direction, first, text) => {
    const [base, head] = ['b'.repeat(40), 'c'.repeat(40)];
    const one = { sha: 'd'.repeat(40), commit: { message: 'Faster sampling (#7)', author: null }, author: null };
    const asked: string[] = [];
    const source = githubCommits({
      http: (url) => {
        asked.push(url.replace(/.*\/compare\//, '').replace(/\?.*/, ''));
        const forward = { status: 'ahead', total_commits: 1, commits: [one], files: [] };
        return Promise.resolve(Response.json(asked.length === 1 ? { ...forward, ...first } : forward));
      },
      actionsUrl: 'https://api.github.com/repos/o/r/actions',
    });
    const range = await source.between(base, head);
    expect(range).toMatchObject({ direction, total: 1 });
    expect(asked).toEqual(direction === 'behind' ? [`${base}...${head}`, `${head}...${base}`] : [`${base}...${head}`]);
    expect(
      suspectsText({
        ranked: rankSuspects({ entries: [] }, range.commits),
        total: 1,
        measured: 0,
        unseen: 0,
        direction: range.direction,
      })
    ).toMatch(text);
  });

  it('says how many commits of a range were not looked at', () => {
    const ranked = rankSuspects({ entries: [] }, [{ sha: 'a', title: 'One', author: '', time: 0 }]);
    expect(suspectsText({ ranked, total: 1200, measured: 0, unseen: 200 })).toMatch(
      /1199 more \(the newest 200 of 1200 were not looked at\)$/
    );
  });

  it('asks once for the files of a commit that lies in several ranges', async () => {
    github = await startFakeGitHub({ runs: [], commits: commits(CULPRIT) });
    const known = ranges();
    await known.look(FOUND, TABLE);
    const asked = github.log.filter((line) => line.includes('/commits/'));
    expect(asked.length).toBeGreaterThan(0);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('says why commits are not known, and asks again a day later', async () => {
    github = await startFakeGitHub({ runs: [], commits: [] });
    const known = ranges();
    await known.look(FOUND, TABLE);
    expect(ask(known, 'incidents')[0]!.suspects).toMatch(/^Not known: GitHub does not have these commits any more/);
    expect(ask(known, 'suspects')).toMatchObject([
      {
        title: expect.stringMatching(/^The range alone is known: GitHub does not have these commits any more/),
        rank: null,
        commit_url: expect.stringMatching(/^https:\/\/github\.com\/o\/r\/compare\//),
      },
    ]);
    expect(log).toHaveLength(1);
    const asked = github.log.length;
    await known.look(FOUND, TABLE);
    expect(github.log).toHaveLength(asked);
    now += 25 * 3_600_000;
    await known.look(FOUND, TABLE);
    expect(github.log.length).toBeGreaterThan(asked);
  });

  it('goes by the titles where the files of a commit can not be had', async () => {
    github = await startFakeGitHub({
      runs: [],
      commits: commits({ ...CULPRIT, title: 'Refactor DeepSeek weights (#77)' }),
    });
    github.faults.push({ path: /\/commits\//, status: 403, times: 1000 });
    const known = ranges();
    await known.look(FOUND, TABLE);
    expect(ask(known, 'suspects')[0]).toMatchObject({ title: 'Refactor DeepSeek weights (#77)', files: null });
  });

  it('takes what was kept for nothing where it is damaged', async () => {
    github = await startFakeGitHub({ runs: [], commits: commits(CULPRIT) });
    kept.set('commits.json', '{"format":1,"ranges":[{"key":7},{"key":"a...b","total":1,"commits":[{"sha":"x"}]}]}');
    const known = ranges();
    await known.open();
    expect(known.between('a', 'b')).toBeUndefined();
    kept.set('commits.json', 'nonsense');
    await known.open();
    expect(log[0]).toMatch(/commits\.json can't be read, and is made anew/);
    await known.look(FOUND, TABLE);
    expect(ask(known, 'incidents')[0]!.suspects).toContain('#77');
  });
});
