import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { changedNights, fakeRun, fakeRuns, nightDocument } from '../../../tests/support/builders';
import { FAKE_TOKEN, type FakeGitHub, startFakeGitHub } from '../../../tests/support/fakeGitHub';
import { buildCommandLine, type Result } from '../../../tests/commandLine';

const NOW = Date.now() - 24 * 60 * 60 * 1000;

let folder: string;
let built: Awaited<ReturnType<typeof buildCommandLine>>;
let github: FakeGitHub;

/** The command line is tested as it is shipped: bundled into one file, without node_modules. */
beforeAll(async () => {
  built = await buildCommandLine();
  ({ folder } = built);
  github = await startFakeGitHub({ runs: await fakeRuns(3, NOW) });
});

afterAll(async () => {
  await github.close();
  await built.remove();
});

function nightly(
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv = { GITHUB_TOKEN: FAKE_TOKEN }
): Promise<Result> {
  return built.run(parameters, { environment });
}

describe('sglang-nightly', () => {
  it('fetch writes the documents, newest first', async () => {
    const fetched = await nightly(['fetch', '--api-url', github.apiUrl, '--output', 'out.json']);
    expect(fetched).toMatchObject({ code: 0, stdout: '' });
    expect(fetched.stderr).toContain('3 runs, 3 with results, written to out.json');
    const documents = github.runs.map(({ id, created_at }, night) =>
      nightDocument(id, created_at.slice(0, 10), 1 + night / 1000)
    );
    expect(JSON.parse(await readFile(join(folder, 'out.json'), 'utf8'))).toEqual(documents);
  });

  describe('report', () => {
    const COMMITS = /\b0{7}[0-9a-f]{2}\.\.\.0{7}[0-9a-f]{2}\b/;

    beforeAll(async () => {
      await writeFile(join(folder, 'slower.json'), JSON.stringify(changedNights(40, 10, 0.9, NOW)));
      await writeFile(join(folder, 'quiet.json'), JSON.stringify(changedNights(40, 0, 1, NOW)));
    });

    it('prints the fleet and one incident after the other, with suspect commits, in 100 columns', async () => {
      const { code, stdout } = await nightly(['report', '--input', 'slower.json']);
      expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([]);
      expect(stdout).toContain('30 changes of series and metrics; --verbose spells them out.');
      expect(code).toBe(0);
      expect(stdout).toMatch(/^SGLang nightly, .*, run 21000000000, commit .* \(40 runs read\)/);
      expect(stdout).toMatch(/^8-gpu-h200: 1 regression; 4 of 4 series regressed; worst .* %/m);
      expect(stdout).toMatch(/^critical +[A-Z].*: [+-]\d+\.\d % since \d+ [A-Z][a-z]+ \d{4}, in all 6\s+series/m);
      expect(stdout).toMatch(COMMITS);
    });

    it('makes one page of it, with the nights, the incidents and their charts', async () => {
      const { code, stdout } = await nightly(['report', '--input', 'slower.json', '--format', 'html']);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^<!doctype html>/);
      expect(stdout).toContain('<td class="critical" title="');
      expect(stdout).toMatch(/<article id="incident-[0-9a-f]{12}" class="worse">[\s\S]*all 6 series/);
      expect(stdout).toMatch(/<polyline class="level" points="\d.*<circle class="night" cx="\d/);
      expect(stdout).toMatch(/<text class="tick"[^>]*>\d{4}-\d\d-\d\d</);
      expect(stdout).toMatch(/<a href="https:\/\/github\.com\/sgl-project\/sglang\/compare\//);
    });

    it('leads from each night that an incident colors to what is said of it, and from no other', async () => {
      const { stdout } = await nightly(['report', '--input', 'slower.json', '--format', 'html']);
      const cells = [...stdout.matchAll(/<td class="(\w+)" title="[^"]*">(?:<a href="#([\w-]+)">)?/g)];
      const linked = cells.filter(([, , id]) => id !== undefined);
      expect(linked.length).toBeGreaterThan(10);
      expect(new Set(linked.map(([, state]) => state))).toEqual(new Set(['critical']));
      expect(cells.filter(([, state, id]) => state === 'critical' && id === undefined)).toEqual([]);
      linked.forEach(([, , id]) => expect(stdout).toContain(`<article id="${id}"`));
    });

    it('spells out each change where asked to', async () => {
      const { stdout } = await nightly(['report', '--input', 'slower.json', '--verbose']);
      expect(stdout).toMatch(/regressed +critical +8-gpu-b200 +zai-org\/GLM-4\.6 +default +8 .*Output throughput/);
    });

    it('prints Markdown with links for a step summary, and all of it as JSON', async () => {
      const markdown = await nightly(['report', '--input', 'slower.json', '--format', 'markdown']);
      expect(markdown.stdout).toMatch(/^## SGLang nightly/);
      expect(markdown.stdout).toMatch(
        /\[[0-9a-f.]+\]\(https:\/\/github\.com\/sgl-project\/sglang\/compare\/[0-9a-f.]+\)/
      );
      const json = await nightly(['report', '--input', 'slower.json', '--format', 'json']);
      const report = JSON.parse(json.stdout) as Record<'fleet' | 'incidents' | 'changes', unknown[]>;
      expect([report.fleet.length, report.incidents.length, report.changes.length]).toEqual([2, 1, 30]);
      expect(report.incidents).toEqual([expect.objectContaining({ what: expect.stringContaining('all 6 series') })]);
      expect(json.stdout).not.toContain('what_full');
    });

    it('ends with 1 on a regression where asked to, and with 0 on quiet nights', async () => {
      const code = async (...parameters: string[]) => (await nightly(['report', ...parameters])).code;
      expect(await code('--input', 'slower.json', '--fail-on', 'regression')).toBe(1);
      const late = ['--max-age', '100'];
      expect(await code('--input', 'slower.json', '--fail-on', 'new-regression', ...late)).toBe(0);
      expect(await code('--input', 'slower.json', '--fail-on', 'regression', '--smallest-change', '50', ...late)).toBe(
        0
      );
      expect(await code('--input', 'quiet.json', '--fail-on', 'regression', '--preset', 'high', ...late)).toBe(0);
    });

    it('ends with 3 on quiet nights that are late, where asked to, and says how late', async () => {
      const { code, stdout } = await nightly(['report', '--input', 'quiet.json', '--max-age', '1']);
      expect([code, stdout]).toEqual([3, expect.stringMatching(/^Nights are late: the newest is \d+ hours old/m)]);
    });

    it('is silent on what is acknowledged, and names the line of a wrong acknowledgement', async () => {
      const acks = 'acknowledgements:\n  - labels: { model: "*" }\n    reason: a known trade\n';
      await writeFile(join(folder, 'acks.yaml'), acks);
      const gate = ['--fail-on', 'regression', '--max-age', '100'];
      const parameters = ['report', '--input', 'slower.json', ...gate, '--ack-file', 'acks.yaml'];
      const { code, stdout } = await nightly(parameters);
      expect(code).toBe(0);
      expect(stdout).toContain('Acknowledged: a known trade');
      await writeFile(join(folder, 'acks.yaml'), 'acknowledgements:\n  - labels: { model: "*" }\n');
      expect(await nightly(parameters)).toMatchObject({ code: 2, stderr: expect.stringContaining('acks.yaml:2:') });
    });
  });

  describe('report --against', () => {
    const nights = changedNights(40, 0, 1, NOW);
    const newest = nights.at(-1)!;
    const mine = (factor: number) => {
      const { results } = nightDocument(1, '2026-01-01', factor);
      // What a benchmark of one's own writes knows no run and no date.
      return { results: [...results.slice(1), nightDocument(1, '2026-01-01').results[0]!] };
    };

    beforeAll(async () => {
      await writeFile(join(folder, 'official.json'), JSON.stringify(nights));
      await writeFile(join(folder, 'slow.json'), JSON.stringify([mine(0.9)]));
      await writeFile(join(folder, 'same.json'), JSON.stringify([mine(1)]));
    });

    const against = (input: string, ...more: string[]) =>
      nightly(['report', '--input', input, '--against', 'official.json', '--fail-on', 'regression', ...more], {});

    it('names what is worse than the current level by more than noise, and ends with 1', async () => {
      const { code, stdout } = await against('slow.json', '--format', 'json');
      expect(code).toBe(1);
      const { comparison } = JSON.parse(stdout) as {
        comparison: Array<{ verdict: string; model: string; variant: string }>;
      };
      const worse = comparison.filter(({ verdict }) => verdict === 'worse');
      expect(new Set(worse.map(({ model, variant }) => `${model} ${variant}`))).toEqual(
        new Set(['deepseek-ai/DeepSeek-V3.2 TP8+MTP', 'zai-org/GLM-4.6 default'])
      );
      expect(comparison.filter(({ verdict }) => verdict === 'better')).toEqual([]);
      expect((await against('slow.json', '--format', 'markdown')).stdout).toMatch(/^## Against the current level/);
    });

    it('ends with 0 where nothing differs, and leaves the nights as they are', async () => {
      const { code, stdout } = await against('same.json');
      expect(stdout).toMatch(/0 worse, 0 better/);
      expect(code).toBe(0);
      expect(stdout).not.toContain(newest.run_id.repeat(2));
    });

    it('says what is missing, and ends with 3 where nothing can be compared', async () => {
      const without = await nightly(['report', '--against', 'official.json'], {});
      expect([without.code, without.stderr]).toEqual([3, expect.stringContaining('--input FILE')]);
      await writeFile(join(folder, 'other.json'), JSON.stringify([{ ...mine(1), results: [] }]));
      expect((await against('other.json')).code).toBe(3);
    });
  });

  it('fetch writes to standard output where no file is named, with its words on standard error', async () => {
    const { stdout, stderr } = await nightly(['fetch', '--api-url', github.apiUrl, '--run-id', '20999999999']);
    expect(JSON.parse(stdout)).toHaveLength(1);
    expect(stderr).toContain('1 of 1 runs');
  });

  it('takes every option from the environment too', async () => {
    const environment = { GITHUB_TOKEN: FAKE_TOKEN, SGLANG_NIGHTLY_API_URL: github.apiUrl, SGLANG_NIGHTLY_DAYS: '2' };
    expect(JSON.parse((await nightly(['fetch'], environment)).stdout)).toHaveLength(2);
  });

  it('fetch without a token ends with 3, an empty array, and the reason', async () => {
    const { code, stdout, stderr } = await nightly(['fetch', '--api-url', github.apiUrl], {});
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual([]);
    expect(stderr).toContain('3 without results: no token');
  });

  it('fetch writes a partial result, says that it is partial, and ends with 3', async () => {
    github.faults.push({ path: /20999999999\/artifacts/, status: 404, times: 1 });
    const { code, stdout, stderr } = await nightly(['fetch', '--api-url', github.apiUrl]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toHaveLength(2);
    expect(stderr).toContain('The result is partial: 1 runs are missing from it.');
  });

  it('names the run of each thing that is wrong with the data, and ends well', async () => {
    github.runs.push(await fakeRun(9, NOW, { zip: new TextEncoder().encode('<html>') }));
    const { code, stderr } = await nightly(['fetch', '--api-url', github.apiUrl, '--output', 'out.json']);
    github.runs.pop();
    expect(code).toBe(0);
    expect(stderr).toContain('1 without results: run 20999999991: artifact: expected a whole zip file');
  });

  it('ends with 3 when GitHub refuses, with what to do and without the token', async () => {
    const { code, stderr } = await nightly(['fetch', '--api-url', github.apiUrl], { GITHUB_TOKEN: 'wrong-token' });
    expect(code).toBe(3);
    expect(stderr).toContain('The server answered 401 (Bad credentials)');
    expect(stderr).toContain('Give a valid token');
    expect(stderr).not.toContain('wrong-token');
  });

  it.each([
    [['fetch', '--days', 'many']],
    [['fetch', '--repo', '../x']],
    [['fetch', '--api-url', 'file:///etc/passwd']],
    [['fetch', '--nothing']],
    [['nothing']],
    [['report', '--format', 'pdf']],
    [['serve', '--port', '99999']],
  ])('ends %j with 2 and points to the help', async (parameters) => {
    const { code, stderr } = await nightly(parameters);
    expect(code).toBe(2);
    expect(stderr).toMatch(/error: [\s\S]*--help/);
  });

  it('ends report with 3 where there is nothing to report on', async () => {
    await writeFile(join(folder, 'bad.json'), '<html>');
    expect(await nightly(['report', '--input', 'bad.json'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('is not JSON: READ bad.json'),
    });
    expect(await nightly(['report', '--input', 'none.json'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('none.json'),
    });
    expect(await nightly(['report'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('There is no archive in data'),
    });
    await writeFile(join(folder, 'empty.json'), '[]');
    expect(await nightly(['report', '--input', 'empty.json'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('no night with results'),
    });
  });

  it('--help and --version end with 0', async () => {
    expect(await nightly(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('fetch') });
    expect(await nightly(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});
