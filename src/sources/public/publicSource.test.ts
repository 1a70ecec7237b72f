import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { readNight, type RunRecord } from '../../core';
import {
  publicIndex,
  publicNight,
  type PublicFolder,
  startPublicFolder,
  withIndex,
} from '../../../tests/support/publicFolder';
import { publicSource } from './publicSource';

const NOW = Date.UTC(2026, 6, 25);
const ALL = { from: 0, to: NOW };
/** Real nights of others, where they are at hand. */
const REAL = join(__dirname, '../../../../shared/real/ci-data-diffusion');

let folder: PublicFolder;

async function serve(of: Readonly<Record<string, string>>): Promise<string> {
  folder = await startPublicFolder(of);
  return folder.url;
}

const sourceOf = (url: string) => publicSource({ http: fetch, url, now: () => NOW });

const valuesOf = (records: readonly RunRecord[]) =>
  records.map((record) => readNight(record).night!.rows[0]?.values.e2e_ms);

afterEach(() => folder.close());

describe('publicSource', () => {
  const nights = {
    '2026-07-20_1.json': publicNight('1', '2026-07-20', 4.1),
    '2026-07-21_2.json': publicNight('2', '2026-07-21', 4.2),
    '2026-07-21_1.json': publicNight('1', '2026-07-21', 4.15),
    '2026-07-23_3.json': publicNight('3', '2026-07-23', null, 'did not start'),
  };

  it('reads the index and each file once; a run that was run again has an attempt for each', async () => {
    const url = await serve(withIndex(nights));
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
    expect(folder.log).toHaveLength(5);
  });

  it('reads a file of the last days again where the index changed, and takes it where it is another one', async () => {
    const url = await serve(withIndex({ ...nights, '2026-07-24_4.json': publicNight('4', '2026-07-24', null, 'x') }));
    const source = sourceOf(url);
    await source.load(ALL);
    folder.log.length = 0;
    const known = { isKnown: () => true };
    // The same index: nothing is asked for.
    expect((await source.load(ALL, known)).records).toEqual([]);
    expect(folder.log).toEqual(['index.json 304']);
    folder.log.length = 0;
    folder.files['2026-07-24_4.json'] = publicNight('4', '2026-07-24', 21);
    folder.files['index.json'] += ' ';
    const { records } = await source.load(ALL, known);
    expect(valuesOf(records)).toEqual([21_000]);
    expect(folder.log.sort()).toEqual(['2026-07-24_4.json 200', 'index.json 200']);
  });

  it('asks for the index alone where nothing is new, and then only for what is', async () => {
    const source = sourceOf(`${await serve(withIndex(nights))}/index.json`);
    const known = new Set<string>();
    const isKnown = ({ id, attempt }: { id: string; attempt: number }) => known.has(`${id}-${attempt}`);
    const load = async () => {
      const { records } = await source.load(ALL, { isKnown });
      records.forEach(({ workflowRun }) => known.add(`${workflowRun!.id}-${workflowRun!.attempt}`));
      return folder.log.splice(0);
    };
    expect(await load()).toHaveLength(5);
    expect(await load()).toEqual(['index.json 304']);
    Object.assign(folder.files, withIndex({ ...nights, '2026-07-24_4.json': publicNight('4', '2026-07-24', 5) }));
    expect(await load()).toEqual(['index.json 200', '2026-07-24_4.json 200']);
  });

  it('keeps to the window, in whole days', async () => {
    const url = await serve(withIndex(nights));
    const { records } = await sourceOf(url).load({ from: Date.UTC(2026, 6, 21, 20), to: Date.UTC(2026, 6, 22) });
    expect(records.map(({ workflowRun }) => workflowRun?.id)).toEqual(['2', '1']);
  });

  it('asks again for a file that failed, and takes one that has been missing for days as an absence', async () => {
    const url = await serve(withIndex({ ...nights, '2026-07-24_9.json': publicNight('9', '2026-07-24', 1) }));
    delete folder.files['2026-07-20_1.json'];
    delete folder.files['2026-07-24_9.json'];
    const { records, failures } = await sourceOf(url).load(ALL);
    expect(failures.map(({ kind }) => kind)).toEqual(['notFound']);
    expect(records).toHaveLength(4);
    expect(records.at(-1)).toMatchObject({ workflowRun: { id: '1', attempt: 1 }, absence: { kind: 'notFound' } });
  });

  it('lets a file that is no document cost only itself', async () => {
    const url = await serve(withIndex({ ...nights, '2026-07-22_5.json': '<html>' }));
    const { records, failures } = await sourceOf(url).load(ALL);
    expect([records.length, failures.length]).toEqual([5, 0]);
    expect(records[1]).toMatchObject({ absence: { kind: 'corrupt' }, text: '<html>' });
  });

  it.each([
    ['no JSON', '<html>'],
    ['no list', '{"runs": 7}'],
    ['names that are none', publicIndex(['../../etc/passwd', 'a.json', 7])],
  ])('says that an index with %s is none, again and again', async (_, index) => {
    const source = sourceOf(await serve({ 'index.json': index }));
    await expect(source.load(ALL)).rejects.toThrow('no index of nights');
    await expect(source.load(ALL)).rejects.toThrow('no index of nights');
  });

  it('asks for no name that could lead elsewhere', async () => {
    const url = await serve({
      ...nights,
      'index.json': publicIndex([...Object.keys(nights), '../2026-07-20_7.json', '2026-07-20_7.json?x']),
    });
    await sourceOf(url).load(ALL);
    expect(folder.log).toHaveLength(5);
  });

  it('fails where there is no folder', async () => {
    await expect(sourceOf(await serve({})).load(ALL)).rejects.toMatchObject({ kind: 'notFound' });
  });

  (existsSync(REAL) ? it : it.skip)('reads every value of real nights', async () => {
    const real = Object.fromEntries(readdirSync(REAL).map((name) => [name, readFileSync(join(REAL, name), 'utf8')]));
    const { records, failures } = await sourceOf(await serve(withIndex(real))).load(ALL);
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
