import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';

import { readNight, type RunRecord } from '../../core';
import { publicSource } from './publicSource';

const NOW = Date.UTC(2026, 6, 25);
const ALL = { from: 0, to: NOW };
/** Real nights of others, where they are at hand. */
const REAL = join(__dirname, '../../../../shared/real/ci-data-diffusion');

let server: Server;
let files: Record<string, string>;
let log: string[];

/** A folder as GitHub serves raw files: ETags, 304, and 404 in plain text. */
async function serve(of: Readonly<Record<string, string>>): Promise<string> {
  files = { ...of };
  log = [];
  server = createServer((request, response) => {
    const name = decodeURIComponent((request.url ?? '').split('/').pop()!);
    const text = files[name];
    const etag = `W/"${text?.length}"`;
    const isSame = text !== undefined && request.headers['if-none-match'] === etag;
    const status = text === undefined ? 404 : isSame ? 304 : 200;
    log.push(`${name} ${status}`);
    response.writeHead(status, {
      etag,
      'content-type': 'text/plain; charset=utf-8',
      'access-control-allow-origin': '*',
    });
    response.end(status === 200 ? text : status === 404 ? '404: Not Found' : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/diffusion-comparisons`;
}

function night(id: string, day: string, latency: number | null, error: string | null = null): string {
  const result = { case_id: 'flux', framework: 'sglang', model: 'm', task: 't', latency_s: latency, error };
  return JSON.stringify({ timestamp: `${day}T14:50:37+00:00`, commit_sha: `c${id}`, run_id: id, results: [result] });
}

function folder(nights: Readonly<Record<string, string>>): Record<string, string> {
  return { ...nights, 'index.json': indexOf(Object.keys(nights)) };
}

function indexOf(names: readonly unknown[]): string {
  return JSON.stringify({ generated_at: '2026-07-24T00:00:00Z', prefix: 'diffusion-comparisons', runs: names });
}

const sourceOf = (url: string) => publicSource({ http: fetch, url, now: () => NOW });

const valuesOf = (records: readonly RunRecord[]) =>
  records.map((record) => readNight(record).night!.rows[0]?.values.e2e_ms);

afterEach(() => new Promise((resolve) => server.close(resolve)));

describe('publicSource', () => {
  const nights = {
    '2026-07-20_1.json': night('1', '2026-07-20', 4.1),
    '2026-07-21_2.json': night('2', '2026-07-21', 4.2),
    '2026-07-21_1.json': night('1', '2026-07-21', 4.15),
    '2026-07-23_3.json': night('3', '2026-07-23', null, 'did not start'),
  };

  it('reads the index and each file once; a run that was run again has an attempt for each', async () => {
    const url = await serve(folder(nights));
    const { records, failures } = await sourceOf(url).load(ALL);
    expect(failures).toEqual([]);
    expect(records.map(({ workflowRun }) => [workflowRun?.id, workflowRun?.attempt])).toEqual([
      ['3', 1],
      ['2', 1],
      ['1', 2],
      ['1', 1],
    ]);
    expect(valuesOf(records)).toEqual([undefined, 4200, 4150, 4100]);
    expect(readNight(records[0]!).night).toMatchObject({
      rows: [{ failure: 'did not start' }],
      issues: [{ kind: 'testFailed' }],
    });
    expect(log).toHaveLength(5);
  });

  it('asks for the index alone where nothing is new, and then only for what is', async () => {
    const source = sourceOf(`${await serve(folder(nights))}/index.json`);
    const known = new Set<string>();
    const isKnown = ({ id, attempt }: { id: string; attempt: number }) => known.has(`${id}-${attempt}`);
    const load = async () => {
      const { records } = await source.load(ALL, { isKnown });
      records.forEach(({ workflowRun }) => known.add(`${workflowRun!.id}-${workflowRun!.attempt}`));
      return log.splice(0);
    };
    expect(await load()).toHaveLength(5);
    expect(await load()).toEqual(['index.json 304']);
    Object.assign(files, folder({ ...nights, '2026-07-24_4.json': night('4', '2026-07-24', 5) }));
    expect(await load()).toEqual(['index.json 200', '2026-07-24_4.json 200']);
  });

  it('keeps to the window, in whole days', async () => {
    const url = await serve(folder(nights));
    const { records } = await sourceOf(url).load({ from: Date.UTC(2026, 6, 21, 20), to: Date.UTC(2026, 6, 22) });
    expect(records.map(({ workflowRun }) => workflowRun?.id)).toEqual(['2', '1']);
  });

  it('asks again for a file that failed, and takes one that has been missing for days as an absence', async () => {
    const url = await serve(folder({ ...nights, '2026-07-24_9.json': night('9', '2026-07-24', 1) }));
    delete files['2026-07-20_1.json'];
    delete files['2026-07-24_9.json'];
    const { records, failures } = await sourceOf(url).load(ALL);
    expect(failures.map(({ kind }) => kind)).toEqual(['notFound']);
    expect(records).toHaveLength(4);
    expect(records.at(-1)).toMatchObject({ workflowRun: { id: '1', attempt: 1 }, absence: { kind: 'notFound' } });
  });

  it('lets a file that is no document cost only itself', async () => {
    const url = await serve(folder({ ...nights, '2026-07-22_5.json': '<html>' }));
    const { records, failures } = await sourceOf(url).load(ALL);
    expect([records.length, failures.length]).toEqual([5, 0]);
    expect(records[1]).toMatchObject({ absence: { kind: 'corrupt' }, text: '<html>' });
  });

  it.each([
    ['no JSON', '<html>'],
    ['no list', '{"runs": 7}'],
    ['names that are none', indexOf(['../../etc/passwd', 'a.json', 7])],
  ])('says that an index with %s is none, again and again', async (_, index) => {
    const source = sourceOf(await serve({ 'index.json': index }));
    await expect(source.load(ALL)).rejects.toThrow('no index of nights');
    await expect(source.load(ALL)).rejects.toThrow('no index of nights');
  });

  it('asks for no name that could lead elsewhere', async () => {
    const url = await serve({
      ...nights,
      'index.json': indexOf([...Object.keys(nights), '../2026-07-20_7.json', '2026-07-20_7.json?x']),
    });
    await sourceOf(url).load(ALL);
    expect(log).toHaveLength(5);
  });

  it('fails where there is no folder', async () => {
    await expect(sourceOf(await serve({})).load(ALL)).rejects.toMatchObject({ kind: 'notFound' });
  });

  (existsSync(REAL) ? it : it.skip)('reads every value of real nights', async () => {
    const real = Object.fromEntries(readdirSync(REAL).map((name) => [name, readFileSync(join(REAL, name), 'utf8')]));
    const { records, failures } = await sourceOf(await serve(folder(real))).load(ALL);
    expect(failures).toEqual([]);
    expect(records).toHaveLength(Object.keys(real).length);
    const read = records
      .flatMap((record) => readNight(record).night!.rows)
      .map(({ values, failure }) => values.e2e_ms ?? failure);
    const given = Object.values(real).flatMap(
      (text) => (JSON.parse(text) as { results: Array<{ latency_s: number | null }> }).results
    );
    expect(read).toHaveLength(given.length);
    expect(read.filter((value) => typeof value === 'number')).toHaveLength(
      given.filter((one) => one.latency_s !== null).length
    );
    expect(read.filter((value) => value === undefined)).toEqual([]);
    const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
    expect(sum(read.filter((value) => typeof value === 'number')) / 1000).toBeCloseTo(
      sum(given.map((one) => one.latency_s ?? 0)),
      3
    );
  });
});
