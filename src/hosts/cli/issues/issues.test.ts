import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import {
  type Acknowledgement,
  buildNightTable,
  Detection,
  type Incident,
  makeSeries,
  type NightTable,
  NOTHING_REMEMBERED,
} from '../../../core';
import { rememberedText } from '../../../backend/store/eventMemory';
import { githubIssues } from './githubIssues';
import { issueText, readMarker } from './issueText';
import { type ExistingIssue, planIssues } from './planIssues';
import { rememberedBy, wantedOf } from './wantedIssues';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 9, 20);
const MODELS = ['deepseek-ai/DeepSeek-V3.2', 'zai-org/GLM-4.6', 'openai/gpt-oss-120b'];

/** By what a model's speed is multiplied in a night. */
type Course = (night: number, model: number) => number;

function nights(count: number, course: Course, seed: number): NightTable {
  return buildNightTable(
    Array.from({ length: count }, (_, at) => ({
      run: {
        id: `${at + 1}`,
        attempt: 1,
        time: NOW + at * DAY,
        commit: (at * 7919 + seed).toString(16).padStart(40, 'b'),
        branch: 'main',
        event: 'schedule',
        conclusion: '',
      },
      rows: MODELS.flatMap((model, place) =>
        [1, 8, 16].map((batch) => {
          const noise = 1 + 0.006 * Math.sin(12.9898 * at + 78.233 * batch + 37.7 * place + seed);
          const speed = 100 * batch * noise * course(at, place);
          return {
            series: makeSeries({ gpu_config: '8-gpu-h200', model, variant: 'TP8', batch_size: `${batch}` }),
            values: { output_throughput: speed, latency_ms: 1e6 / speed },
          };
        })
      ),
      issues: [],
    }))
  );
}

/** A repository's issues, as GitHub keeps them. */
function tracker(per: 'incident' | 'all' = 'incident') {
  const issues: ExistingIssue[] = [];
  const log: string[] = [];
  return {
    issues,
    log,
    /** Runs the command's steps for one night, from nothing but the issues and the nights. */
    night(table: NightTable, acknowledgements: readonly Acknowledgement[] = []) {
      const newest = table.runs.at(-1)!.run;
      const findings = new Detection().changesNow(table, {
        remembered: rememberedBy(issues),
        now: newest.time,
        acknowledgements,
      });
      const repositoryUrl = 'https://github.com/o/r';
      const wanted = wantedOf(
        { table, newest, findings, repositoryUrl, notices: [], commitsBetween: () => undefined },
        'o/r',
        per
      );
      const steps = planIssues(wanted, issues);
      for (const step of steps) {
        if (step.do === 'open') {
          issues.push({ number: issues.length + 1, isOpen: true, ...step.text });
          log.push(`open ${issues.length}`);
        } else {
          const at = issues.findIndex(({ number }) => number === step.number);
          const isOpen = step.state ? step.state === 'open' : issues[at]!.isOpen;
          issues[at] = { ...issues[at]!, ...step.text, isOpen };
          log.push(`${step.state ?? 'edit'} ${step.number}`);
        }
      }
      return findings.incidents;
    },
  };
}

const COURSES: ReadonlyArray<readonly [string, Course, number]> = [
  ['a step that stays', (night) => (night >= 30 ? 0.9 : 1), 1],
  ['a step of one model', (night, model) => (model === 1 && night >= 32 ? 0.92 : 1), 1],
  [
    'two models in different nights',
    (night, model) => ((model === 0 && night >= 28) || (model === 2 && night >= 38) ? 0.88 : 1),
    2,
  ],
  ['a step that is undone', (night) => (night >= 30 && night < 42 ? 0.9 : 1), 1],
  ['a step that is undone and comes back', (night) => ((night >= 25 && night < 35) || night >= 45 ? 0.88 : 1), 2],
  ['one step upon another', (night) => (night >= 40 ? 0.8 : night >= 30 ? 0.9 : 1), 2],
  ['an improvement', (night) => (night >= 30 ? 1.1 : 1), 0],
  ['nothing', () => 1, 0],
  ['a small step', (night) => (night >= 30 ? 0.96 : 1), 1],
  ['a step that spreads to the others', (night, model) => (night >= 30 + 3 * model ? 0.9 : 1), 3],
];

describe.each(COURSES)('issues of %s, night by night from the issues alone', (_, course, most) => {
  it('never are two for one incident, and say no more than there was', () => {
    const { night, issues, log } = tracker();
    let last: readonly Incident[] = [];
    for (let count = 20; count <= 55; count++) {
      last = night(nights(count, course, most));
      const ids = issues.map(({ body }) => readMarker(body)!.id);
      expect(new Set(ids).size).toBe(ids.length);
    }
    expect(issues.length).toBeLessThanOrEqual(most);
    expect(issues.length > 0).toBe(most > 0);
    const open = last.filter(({ better, state }) => !better && state === 'open').map(({ id }) => id);
    expect(issues.filter(({ isOpen }) => isOpen).map(({ body }) => readMarker(body)!.id)).toEqual(
      expect.arrayContaining(open)
    );
    // A night more changes hardly ever anything: the onset settles within a few nights.
    expect(log.length).toBeLessThan(20 * Math.max(1, most));
    const before = log.length;
    night(nights(55, course, most));
    expect(log).toHaveLength(before);
  }, 60_000);
});

describe.each(COURSES)('the one issue of %s, night by night from itself alone', (_, course, most) => {
  it('is one, is open while there is a regression, and names the incidents by ids that stay', () => {
    const { night, issues, log } = tracker('all');
    let ids: readonly string[] = [];
    for (let count = 20; count <= 55; count++) {
      const incidents = night(nights(count, course, most));
      const open = incidents.filter(({ better, state }) => !better && state === 'open').map(({ id }) => id);
      expect(issues.length).toBeLessThanOrEqual(1);
      const [issue] = issues;
      expect(issue?.isOpen ?? false).toBe(open.length > 0);
      open.forEach((id) => expect(issue!.body).toContain(`\`${id}\``));
      const gone = ids.filter((id) => !incidents.some((one) => one.id === id));
      expect(gone).toEqual([]);
      ids = open;
    }
    expect(issues.length > 0).toBe(most > 0);
    const before = log.length;
    night(nights(55, course, most));
    expect(log).toHaveLength(before);
  }, 60_000);
});

describe('planIssues', () => {
  const table = nights(50, (night) => (night >= 35 ? 0.9 : 1), 1);

  it('closes what is acknowledged, leaves alone what somebody closed, and opens again what comes back', () => {
    const { night, issues, log } = tracker();
    night(table);
    expect(log).toEqual(['open 1']);
    expect(issues[0]!.title).toMatch(/^Output throughput of .*: -10\.0 % since 24 Nov 2026, in all 9 series$/);
    issues[0] = { ...issues[0]!, isOpen: false };
    night(table);
    expect(issues[0]!.isOpen).toBe(false);
    issues[0] = { ...issues[0]!, isOpen: true };
    night(table, [{ labels: { gpu_config: '8-gpu-h200' }, reason: 'Meant to be' }]);
    expect([issues[0]!.isOpen, log.at(-1)]).toEqual([false, 'closed 1']);
    expect(issues[0]!.body).toContain('Meant to be');
    night(table);
    expect([issues[0]!.isOpen, log.at(-1)]).toEqual([true, 'open 1']);
  });

  it('takes the oldest of several issues of one incident, and none that somebody broke', () => {
    const { night, issues, log } = tracker();
    night(table);
    const body = issues[0]!.body.replace('"state":"open"', '"state":"over"');
    issues.push({ number: 2, isOpen: true, title: 'copy', body: issues[0]!.body });
    issues.push({ number: 3, isOpen: true, title: 'broken', body: body.replace('{"id"', '{"id') });
    log.length = 0;
    night(table);
    expect(log).toEqual([]);
    expect(readMarker(issues[2]!.body)).toBeUndefined();
    expect(readMarker('<!-- sglang-nightly-incident {"id":"../x","state":"open","known":{}} -->')).toBeUndefined();
  });

  it('writes names from artifacts as text, and keeps to what GitHub takes', () => {
    const hostile = buildNightTable(
      table.runs.map(({ run }, at) => ({
        run,
        issues: [],
        rows: Array.from({ length: 100 }, (_, batch) => ({
          series: makeSeries({
            gpu_config: 'h',
            model: '@all --> <b>[x](http://evil.example)',
            batch_size: `${batch}`,
          }),
          values: { output_throughput: (at >= 35 ? 50 : 100) + (at % 3) },
        })),
      }))
    );
    const { night, issues } = tracker();
    night(hostile);
    const { body } = issues[0]!;
    expect(body.length).toBeLessThan(65_536);
    expect(body).not.toContain('<b>');
    expect(body.replace(/<!-- .* -->/, '')).not.toContain('](http://evil');
    expect(body.match(/-->/g)).toHaveLength(1);
    expect(readMarker(body)!.known.events.length).toBeGreaterThan(0);
  });
});

describe('the links of an issue', () => {
  const row = {
    what_full: 'It is slower',
    metrics: 'TTFT',
    suspects: '#7 Change; GH-8 Fix',
    suspect_1_url: 'https://github.com/sgl-project/sglang/pull/7',
    suspect_2_url: 'https://github.example.com/sgl-project/sglang/pull/8',
  };
  const incident = { id: '0123456789ab', state: 'open' as const, better: false, notes: [], entries: [] };
  const bodyIn = (repository: string) => issueText(incident, row, NOTHING_REMEMBERED, repository).body;

  it('leave no mark on the pull requests of another repository', () => {
    expect(bodyIn('me/own')).toContain('[suspect 1](https://redirect.github.com/sgl-project/sglang/pull/7)');
    expect(bodyIn('me/own')).not.toMatch(/\/\/github[^)]*\/pull\//);
    expect(bodyIn('me/own')).not.toMatch(/(^|[^\\])#7|GH-8/);
  });

  it('are the pull requests themselves where the issue is beside them', () => {
    expect(bodyIn('SGL-Project/sglang')).toContain('[suspect 1](https://github.com/sgl-project/sglang/pull/7)');
    expect(bodyIn('sgl-project/sglang')).toContain('[suspect 2](https://github.example.com/sgl-project/sglang/pull/8)');
  });
});

describe('githubIssues', () => {
  let server: Server;
  let log: string[];
  const stored: Array<{
    number: number;
    state: string;
    title: string;
    body: string;
    labels?: string[];
    pull_request?: object;
    user?: { login: string };
  }> = [];
  /** Whose token it is; not told to the tokens of workflows. */
  let login: string | undefined;
  /** Whether the token may label: otherwise GitHub drops labels in silence. */
  let mayLabel: boolean;

  beforeEach(async () => {
    log = [];
    stored.length = 0;
    login = 'nightly-bot';
    mayLabel = true;
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => (text += chunk));
      request.on('end', () => {
        const url = new URL(request.url!, 'http://x');
        log.push(`${request.method} ${url.pathname}`);
        const send = (status: number, body: unknown, headers = {}) =>
          response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
        if (request.headers.authorization !== 'token issues-token') {
          return send(403, { message: 'Resource not accessible' });
        }
        const page = Number(url.searchParams.get('page') ?? 1);
        if (url.pathname === '/user') {
          return login ? send(200, { login }) : send(403, { message: 'Resource not accessible by integration' });
        }
        if (request.method === 'GET') {
          const [label, creator] = [url.searchParams.get('labels'), url.searchParams.get('creator')];
          const found = stored.filter(
            (one) => (!label || one.labels?.includes(label)) && (!creator || one.user?.login === creator)
          );
          const next =
            page * 100 < found.length
              ? {
                  link: `<${url.origin}${url.pathname}?${new URLSearchParams({ ...Object.fromEntries(url.searchParams), page: `${page + 1}` })}>; rel="next"`,
                }
              : {};
          const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
          const link = next.link ? { link: next.link.replace('http://x', address) } : {};
          return send(200, found.slice((page - 1) * 100, page * 100), link);
        }
        if (url.pathname.endsWith('/issues')) {
          const given = JSON.parse(text) as { title: string; body: string; labels: string[] };
          const labels = mayLabel ? given.labels : [];
          const user = { login: login ?? 'github-actions[bot]', type: 'Bot' };
          stored.push({ number: stored.length + 1, state: 'open', ...given, labels, user });
          return send(201, { ...stored.at(-1), labels: labels.map((name) => ({ name })) });
        }
        return send(200, {});
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  function issues(token = 'issues-token', onDropped?: (issue: number) => void) {
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return githubIssues({ apiUrl, repository: 'o/r', token, label: 'nightly', onDropped });
  }

  const MARKED = `<!-- sglang-nightly-incident {"id":"0123456789ab","state":"open","known":${rememberedText(NOTHING_REMEMBERED)}} -->`;

  it.each(['nightly-bot', undefined])('finds again what it opened where labels are dropped, as %s', async (who) => {
    login = who;
    mayLabel = false;
    const dropped: number[] = [];
    expect(
      await issues(undefined, (issue) => dropped.push(issue)).apply({ do: 'open', text: { title: 'a', body: MARKED } })
    ).toBe(1);
    expect(dropped).toEqual([1]);
    expect(await issues().list()).toEqual([{ number: 1, isOpen: true, title: 'a', body: MARKED }]);
    mayLabel = true;
    dropped.length = 0;
    await issues(undefined, (issue) => dropped.push(issue)).apply({ do: 'open', text: { title: 'b', body: MARKED } });
    expect(dropped).toEqual([]);
    expect((await issues().list()).map(({ number }) => number)).toEqual([1, 2]);
  });

  it.each(['nightly-bot', undefined])('takes no issue of somebody else who copied the marker, as %s', async (who) => {
    login = who;
    stored.push({ number: 1, state: 'open', title: 'mine', body: MARKED, user: { login: 'stranger' } });
    stored.push({ number: 2, state: 'open', title: 'other', body: 'no marker', user: { login: 'nightly-bot' } });
    expect(await issues().list()).toEqual([]);
  });

  it('lists all pages without pull requests, opens, comments and changes', async () => {
    for (let number = 1; number <= 150; number++) {
      stored.push({
        number,
        state: 'closed',
        title: 't',
        body: '',
        labels: ['nightly'],
        ...(number === 7 && { pull_request: {} }),
      });
    }
    expect(await issues().list()).toHaveLength(149);
    expect(await issues().apply({ do: 'open', text: { title: 'a', body: 'b' } })).toBe(151);
    await issues().apply({
      do: 'change',
      number: 3,
      text: { title: 'a', body: 'b' },
      comment: 'It is over.',
      state: 'closed',
    });
    expect(log.filter((line) => !line.startsWith('GET'))).toEqual([
      'POST /repos/o/r/labels',
      'POST /repos/o/r/issues',
      'POST /repos/o/r/issues/3/comments',
      'PATCH /repos/o/r/issues/3',
    ]);
  });

  it('says what the token lacks, and never shows it', async () => {
    const failure = await issues('wrong-secret')
      .list()
      .catch((error: Error) => error.message);
    expect(failure).toMatch(/GitHub did not list the issues of o\/r.*"Issues: write"/s);
    expect(failure).not.toContain('wrong-secret');
  });
});
