import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { readNight } from '../../core';
import { publicNight } from '../../../tests/support/publicFolder';
import { folderOf, githubFolder } from './githubFolder';

const NOW = Date.UTC(2026, 6, 25);
const ALL = { from: 0, to: NOW };
const FORMS = join(__dirname, '../../../fixtures/forms');
const csv = readFileSync(join(FORMS, 'performance_results_QWEN3_8B_c_256.csv'), 'utf8');
const kernels = readFileSync(join(FORMS, 'kernel-bench-sm90.json'), 'utf8');
const COMMIT = 'ab'.repeat(20);
const REPORT = `SHA,Author,Commit_Msg,Run_URL\n${COMMIT},someone,"feat: a, b (#648)",https://github.com/o/r/actions/runs/1\n`;

/** A public repository: files by their paths, and what was asked of it. */
function repository(files: Record<string, string>, listing: object = {}) {
  const log: string[] = [];
  const sha = (text: string) => createHash('sha1').update(text).digest('hex');
  const http = async (url: string, init?: RequestInit): Promise<Response> => {
    const { pathname } = new URL(url);
    if (pathname === '/repos/o/r/git/trees/main') {
      const tree = Object.entries(files).map(([path, text]) => ({
        path,
        type: 'blob',
        sha: sha(text),
        size: text.length,
      }));
      const body = JSON.stringify({ tree: [{ path: 'perf', type: 'tree', sha: sha('') }, ...tree], ...listing });
      const etag = `"${sha(body)}"`;
      const isSame = new Headers(init?.headers).get('if-none-match') === etag;
      log.push(`listing ${isSame ? 304 : 200}`);
      return new Response(isSame ? null : body, { status: isSame ? 304 : 200, headers: { etag } });
    }
    const path = pathname.replace('/o/r/main/', '');
    log.push(path);
    return files[path] === undefined ? new Response('404', { status: 404 }) : new Response(files[path]);
  };
  return { http, log, files };
}

const sourceOf = (http: ReturnType<typeof repository>['http'], path = 'perf') =>
  githubFolder({ ...folderOf(`https://github.com/o/r/tree/main/${path}`)!, http, now: () => NOW });

describe('folderOf', () => {
  it('reads the address that a browser shows', () => {
    expect(folderOf('https://github.com/o/r/tree/main/a/b')).toEqual({
      listing: 'https://api.github.com/repos/o/r/git/trees/main?recursive=1',
      files: 'https://raw.githubusercontent.com/o/r/main',
      path: 'a/b',
    });
    expect(folderOf('https://git.example.org/o/r/tree/main/a')).toMatchObject({
      listing: 'https://git.example.org/api/v3/repos/o/r/git/trees/main?recursive=1',
      files: 'https://git.example.org/raw/o/r/main',
    });
  });

  it.each([
    'https://raw.githubusercontent.com/o/r/main/a',
    'https://github.com/o/r/tree/main/../../x',
    'https://github.com/o/r/tree/main/',
    'https://github.com/o/r/tree/main/a?x',
    'https://github.com/o/r/blob/main/a',
  ])('takes %s for none', (url) => expect(folderOf(url)).toBeUndefined());
});

describe('a folder of nights in a public repository', () => {
  const nights = {
    'perf/2026-01-14/performance_results_QWEN3_8B_c_256.csv': csv,
    'perf/2026-01-14/nightly_report.csv': REPORT,
    'perf/2026-01-15/performance_results_QWEN3_8B_c_256.csv': csv.replace('7000.51', '7300.51'),
    'perf/readme.md': 'words',
    'other/2026-01-15/x.csv': csv,
  };

  it('has a night for each folder that is called by a date, with the commit that its report names', async () => {
    const { http, log } = repository(nights);
    const { records, failures } = await sourceOf(http).load(ALL);
    expect(failures).toEqual([]);
    const read = records.map((record) => readNight(record).night!);
    expect(read.map(({ run, rows, issues }) => [run.id, run.commit, rows.length > 3, issues])).toEqual([
      ['20260115', '', true, []],
      ['20260114', COMMIT, true, []],
    ]);
    expect(read[1]!.run.time).toBe(Date.UTC(2026, 0, 14));
    expect(read[1]!.rows[0]!.series.labels).toMatchObject({ gpu_config: '1-tpu', model: 'Qwen/Qwen3-8B' });
    expect(log[0]).toBe('listing 200');
    expect(log).toHaveLength(4);
  });

  it('asks for the listing alone where nothing is new, then only for what is new or another', async () => {
    const { http, log, files } = repository({ ...nights });
    const source = sourceOf(http);
    await source.load(ALL);
    log.length = 0;
    await source.load(ALL, { isKnown: () => true });
    expect(log).toEqual(['listing 304']);
    log.length = 0;
    files['perf/2026-01-15/performance_results_QWEN3_8B_c_256.csv'] = csv.replace('7000.51', '7400.51');
    files['perf/2026-01-16/performance_results_QWEN3_8B_c_256.csv'] = csv;
    const { records } = await source.load(ALL, { isKnown: ({ id }) => id !== '20260116' });
    expect(records.map(({ workflowRun }) => workflowRun?.id)).toEqual(['20260116', '20260115']);
    expect(log.filter((line) => line.endsWith('.csv'))).toHaveLength(2);
  });

  it('reads what was known before it was started only where it is of the last days', async () => {
    const { http, log } = repository({
      ...nights,
      'perf/2026-07-24/performance_results_QWEN3_8B_c_256.csv': csv,
    });
    const { records } = await sourceOf(http).load(ALL, { isKnown: () => true });
    expect(records.map(({ workflowRun }) => workflowRun?.id)).toEqual(['20260724']);
    expect(log).toHaveLength(2);
  });

  it('has runs for files that are called by a date and a run', async () => {
    const { http } = repository({ 'd/2026-07-20_11.json': publicNight('11', '2026-07-20', 4.1) });
    const { records } = await sourceOf(http, 'd').load(ALL);
    expect(readNight(records[0]!).night).toMatchObject({ run: { id: '11' }, rows: [{ values: { e2e_ms: 4100 } }] });
  });

  it('has an attempt for each day of a run that was run again', async () => {
    const { http } = repository({
      'd/2026-07-20_11.json': publicNight('11', '2026-07-20', 4.1),
      'd/2026-07-21_11.json': publicNight('11', '2026-07-21', 4.2),
    });
    const { records } = await sourceOf(http, 'd').load(ALL);
    const read = records.map((record) => readNight(record).night!);
    expect(read.map(({ run, rows, issues }) => [run.id, run.attempt, rows[0]!.values.e2e_ms, issues])).toEqual([
      ['11', 2, 4200, []],
      ['11', 1, 4100, []],
    ]);
  });

  it('has a night for each version of a file that is overwritten', async () => {
    const { http, files } = repository({ 'kernel-bench/sm90.json': kernels });
    const source = sourceOf(http, 'kernel-bench');
    const first = await source.load(ALL);
    files['kernel-bench/sm90.json'] = kernels.replace('19.4', '20.4').replace('1781490764', '1781577164');
    const second = await source.load(ALL, { isKnown: ({ id }) => id === first.records[0]!.workflowRun!.id });
    const [one, other] = [first, second].map(({ records }) => readNight(records[0]!).night!);
    expect([one!.run.commit, one!.run.createdAt]).toEqual(['cf8dbf44d9', 1_781_490_764_000]);
    expect(other!.run.createdAt! - one!.run.createdAt!).toBe(86_400_000);
    expect(one!.run.id).not.toBe(other!.run.id);
    expect([one, other].map((night) => night!.rows[0]!.values.kernel_bandwidth)).toEqual([19.4, 20.4]);
  });

  it('reads 600 files at 100 ms each in less than 12 s, eight at a time', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 600 }, (_, at) => [
        `perf/20${20 + Math.floor(at / 336)}-${`${(Math.floor(at / 28) % 12) + 1}`.padStart(2, '0')}-${`${(at % 28) + 1}`.padStart(2, '0')}/a.csv`,
        csv,
      ])
    );
    const { http, log } = repository(many);
    let under = 0;
    let most = 0;
    const slow: typeof http = async (url, init) => {
      under += 1;
      most = Math.max(most, under);
      await new Promise((resolve) => setTimeout(resolve, url.includes('/git/') ? 0 : 5));
      under -= 1;
      return http(url, init);
    };
    await sourceOf(slow).load(ALL);
    expect(log).toHaveLength(601);
    // 600 / 8 rounds of 100 ms are 7.5 s.
    expect(most).toBe(8);
  });

  it.each([
    ['a folder that is not there', nights, 'missing', {}, 'The folder missing is not there'],
    [
      'a folder without nights',
      nights,
      'perf',
      { tree: [{ path: 'perf/a.md', type: 'blob', sha: 'a'.repeat(40) }] },
      'The folder perf has no file of a night',
    ],
    ['an answer that is no listing', nights, 'perf', { tree: 'none' }, 'The answer is no listing of a repository'],
  ])('fails with a clear sentence for %s', async (_, files, path, listing, message) => {
    await expect(sourceOf(repository(files, listing).http, path).load(ALL)).rejects.toThrow(message);
  });

  it('says where a listing is only a part, and reads what there is', async () => {
    const { records, failures } = await sourceOf(repository(nights, { truncated: true }).http).load(ALL);
    expect(records).toHaveLength(2);
    expect(failures.map(({ message }) => message)).toEqual([expect.stringContaining('only a part of the repository')]);
  });

  it.each([
    [
      'is gone',
      (files: Record<string, string>) => delete files['perf/2026-01-15/performance_results_QWEN3_8B_c_256.csv'],
      /notFound|404/,
    ],
  ])('lets a file that %s cost only its night', async (_, change, message) => {
    const folder = repository({ ...nights });
    const http: typeof folder.http = async (url, init) => {
      const response = await folder.http(url, init);
      if (url.includes('/git/')) {
        change(folder.files);
      }
      return response;
    };
    const { records, failures } = await sourceOf(http).load(ALL);
    expect(records.map(({ workflowRun }) => workflowRun?.id)).toEqual(['20260114']);
    expect(failures[0]!.message + failures[0]!.kind).toMatch(message);
  });

  it('does not ask for a file of 100 MB, and keeps one that is of no form with an issue', async () => {
    const tree = [
      { path: 'perf/2026-01-14/large.csv', type: 'blob', sha: 'a'.repeat(40), size: 100 * 1024 * 1024 },
      { path: 'perf/2026-01-15/odd.json', type: 'blob', sha: 'b'.repeat(40), size: 10 },
    ];
    const { http, log } = repository({ 'perf/2026-01-15/odd.json': '{"a":1}' }, { tree });
    const { records, failures } = await sourceOf(http).load(ALL);
    expect(failures.map(({ message }) => message)).toEqual([expect.stringContaining('The file has 104857600 bytes')]);
    expect(readNight(records[0]!).night!.issues).toMatchObject([{ kind: 'unknownForm' }]);
    expect(log).toEqual(['listing 200', 'perf/2026-01-15/odd.json']);
  });
});
