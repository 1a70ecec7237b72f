/**
 * The same questions to the core in Node and to the executable, which runs it in another engine: the answers are the same.
 */
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { parse } from 'valibot';

import { type DataFrameJson, nightQuerySchema, type SavedQuery } from '../../src/core';
import { type NightService } from '../../src/backend/nightService';
import { urlSource } from '../../src/sources/url/urlSource';
import { changedNights } from '../support/builders';
import { fixtureNight } from '../support/golden';
import { CHANGE_QUERIES, FIXTURE_NIGHTS, FIXTURE_QUERIES, SOME_SERIES } from '../support/goldenQueries';
import { shown } from '../../src/backend/answer';
import { serviceInTests } from '../support/serviceInTests';
import { buildHarness, type DataAnswer, type ServerPart, startServerPart } from './serverPart';

const WINDOW = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 9, 21) };
const DOCUMENTS = {
  '/fixtures': FIXTURE_NIGHTS.map(fixtureNight),
  '/changed': changedNights(30, 8, 0.92, WINDOW.to),
};

let published: Server;
let address: string;
let part: ServerPart;

beforeAll(async () => {
  buildHarness();
  published = createServer((request, response) => {
    response.end(JSON.stringify(DOCUMENTS[request.url as keyof typeof DOCUMENTS]));
  });
  await new Promise<void>((resolve) => published.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(published.address() as AddressInfo).port}`;
  part = await startServerPart({ GF_PLUGIN_DATA_DIR: '/dev/null' });
});

afterAll(async () => {
  await part.stop();
  published.close();
});

function inNode(path: string): NightService {
  const source = urlSource({ http: fetch, url: address + path });
  return serviceInTests(source, { now: Date.now, repositoryUrl: 'https://github.com/me/fork' }).service;
}

const settings = (path: string) =>
  ({ options: { source: 'url', metricsUrl: address + path, repository: 'me/fork' } }) as const;

async function askBoth(path: string, query: SavedQuery): Promise<[readonly DataFrameJson[], readonly DataFrameJson[]]> {
  const { results } = shown(await inNode(path).query({ ...WINDOW, queries: [parse(nightQuerySchema, query)] }));
  const ask = () =>
    part.resource(settings(path), { method: 'POST', path: 'api/query', body: { ...WINDOW, queries: [query] } });
  let { body } = await ask();
  // As a panel does: it asks again until nothing more is to come.
  while ('progress' in (body as object)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    ({ body } = await ask());
  }
  return [
    results.A!.frames,
    (body as typeof inNode extends unknown ? { results: typeof results } : never).results.A!.frames,
  ];
}

async function askData(path: string, query: SavedQuery, fromAlert: boolean): Promise<DataAnswer> {
  const ask = async () => (await part.query(settings(path), [query], { ...WINDOW, fromAlert })).A!;
  let answer = await ask();
  while (answer.error?.includes('still being read') || answer.error?.includes('being looked for')) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    answer = await ask();
  }
  return answer;
}

/** Numbers as text with nine digits: engines may differ in the last. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, one: unknown) => (typeof one === 'number' ? Number(one.toPrecision(9)) : one))
  ) as unknown;
}

describe.each([
  ['/fixtures', FIXTURE_QUERIES],
  ['/changed', CHANGE_QUERIES],
] as const)('of %s', (path, queries) => {
  it.each(queries)('the executable answers %s as Node does', async (_, query) => {
    const [expected, answered] = await askBoth(path, query);
    expect(rounded(answered)).toEqual(rounded(expected));
    expect(answered.length).toBeGreaterThan(0);
  });

  it.each(queries)("Grafana's server gets the same values for %s", async (_, query) => {
    const [expected] = await askBoth(path, query);
    const { frames, error } = await askData(path, query, false);
    expect(error).toBeUndefined();
    const values = (all: readonly DataFrameJson[] | null) => rounded(all?.map(({ data }) => data.values));
    expect(values(frames)).toEqual(values(expected));
    expect(frames?.map(({ schema }) => schema.fields.map(({ name }) => name))).toEqual(
      expected.map(({ schema }) => schema.fields.map(({ name }) => name))
    );
  });
});

describe("Grafana's reader of frames", () => {
  it.each<[string, SavedQuery, RegExp]>([
    ['alerts', { kind: 'changes', view: 'alerts' }, /^numeric [1-9]\d*$/],
    ['alerts per series', { kind: 'changes', view: 'alerts', per: 'series' }, /^numeric [1-9]\d*$/],
    ['no alerts', { kind: 'changes', view: 'alerts', filter: { gpuConfig: ['none'] } }, /^numeric 0$/],
    ['a trend', { metrics: ['output_throughput'], filter: SOME_SERIES }, /^timeseries [1-9]\d*$/],
    ['a trend with levels', { metrics: ['ttft_ms'], filter: SOME_SERIES, levels: true }, /^timeseries [1-9]\d*$/],
    ['the latest values', { kind: 'latest', metrics: ['output_throughput', 'ttft_ms'] }, /^numeric [1-9]\d*$/],
  ])('reads %s', async (_, query, found) => {
    expect((await askData('/changed', query, true)).dataplane).toMatch(found);
  });
});
