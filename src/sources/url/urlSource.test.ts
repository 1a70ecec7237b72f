import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';

import { nightDocument } from '../../testing/builders';
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

  it('keeps to the window', async () => {
    expect(
      (await load(JSON.stringify(documents), {}, { from: Date.UTC(2026, 2, 2), to: Infinity })).records
    ).toHaveLength(1);
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
