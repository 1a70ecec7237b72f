import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';

import { nightDocument } from '../../../tests/support/builders';
import { urlSource } from './urlSource';

const ALL = { from: -Infinity, to: Infinity };

async function serve(body: string, status = 200): Promise<{ url: string; close: () => void }> {
  const server = createServer((_, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics_data.json?token=secret`,
    close: () => server.close(),
  };
}

async function load(body: string, { status = 200, limit }: { status?: number; limit?: number } = {}, window = ALL) {
  const { url, close } = await serve(body, status);
  try {
    return await urlSource({ http: fetch, url, limit }).load(window);
  } finally {
    close();
  }
}

describe('urlSource', () => {
  const documents = [nightDocument(1, '2026-03-01'), nightDocument(2, '2026-03-02')];

  it('reads a published array, newest first', async () => {
    const { records } = await load(JSON.stringify(documents));
    expect(records.map(({ document }) => document)).toEqual([...documents].reverse());
  });

  it('takes one document as an array of one', async () => {
    expect((await load(JSON.stringify(documents[0]))).records).toHaveLength(1);
  });

  it('reads a single night of several documents, in an array and alone', async () => {
    const night = { run_id: '3', run_date: '2026-03-03T00:00:00Z', documents: { 'a.json': documents[0] } };
    expect((await load(JSON.stringify([night]))).records).toHaveLength(1);
    expect((await load(JSON.stringify(night))).records).toHaveLength(1);
  });

  it('gives all that the file holds, whatever the window', async () => {
    const loaded = await load(JSON.stringify(documents), {}, { from: Date.UTC(2026, 2, 2), to: Infinity });
    expect(loaded.records).toHaveLength(2);
    expect(loaded.covers).toEqual({ from: -Infinity, to: Infinity });
  });

  it('reads the numbers that Python writes and JSON lacks, and says so', async () => {
    const { records } = await load(JSON.stringify(documents).replace('4000', 'NaN'));
    expect(records).toHaveLength(2);
    expect(records.flatMap(({ issues = [] }) => issues.map(({ kind }) => kind))).toEqual(['notANumber']);
  });

  it('does not ask again for what has not changed', async () => {
    const sent: number[] = [];
    const server = createServer((request, response) => {
      const status = request.headers['if-none-match'] === '"1"' ? 304 : 200;
      sent.push(status);
      response.writeHead(status, { etag: '"1"' }).end(status === 200 ? JSON.stringify(documents) : undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const source = urlSource({ http: fetch, url });
    expect((await source.load(ALL)).records).toHaveLength(2);
    expect((await source.load(ALL)).records).toHaveLength(0);
    expect(sent).toEqual([200, 304]);
    server.close();
  });

  it.each([
    ['a page', '<html>', {}, 'corrupt'],
    ['something else', '{"a":1}', {}, 'corrupt'],
    ['a refusal', '{}', { status: 403 }, 'forbidden'],
    ['a missing file', '{}', { status: 404 }, 'notFound'],
    ['too much', JSON.stringify(documents), { limit: 100 }, 'tooLarge'],
  ])('says what is wrong with %s, without the query string', async (_, body, options, kind) => {
    await expect(load(body, options)).rejects.toMatchObject({ kind, message: expect.not.stringContaining('secret') });
  });
});
