import { brotliDecompressSync, gunzipSync, inflateRawSync } from 'node:zlib';
import { request } from 'node:http';

import { fakeRun, fakeRuns } from '../../../../tests/support/builders';
import { collectorInTests } from '../../../../tests/collectorInTests';

const NOW = Date.now() - 86_400_000;
const { current, start, ask } = collectorInTests(() => fakeRuns(4, NOW));

interface Raw {
  readonly status?: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
}

/** As it comes over the wire: `fetch` decompresses. */
function raw(path: string, headers: Record<string, string> = {}): Promise<Raw> {
  const { port } = new URL(current.running!.address);
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, bytes: Buffer.concat(chunks) })
      );
    });
    asked.on('error', reject).end();
  });
}

describe('what the collector sends', () => {
  it.each([
    ['gzip', '/api/metrics', gunzipSync],
    ['gzip', '/api/changes?view=series', gunzipSync],
    ['br', '/api/changes?view=series', brotliDecompressSync],
  ])('is the same in %s: %s', async (encoding, path, decompress) => {
    await start().then(({ collector }) => collector.refresh());
    const plain = await raw(path);
    const encoded = await raw(path, { 'accept-encoding': encoding });
    expect(encoded.headers).toMatchObject({ 'content-encoding': encoding, vary: 'accept-encoding' });
    expect(encoded.bytes.byteLength).toBeLessThan(plain.bytes.byteLength / 2);
    expect(decompress(encoded.bytes).toString()).toBe(plain.bytes.toString());
  });

  it('is 304 as long as nothing new came, and then the new documents', async () => {
    const { collector } = await start();
    await collector.refresh();
    const { headers } = await raw('/api/metrics?days=30');
    const known = { 'if-none-match': String(headers.etag) };
    expect(await raw('/api/metrics?days=30', known)).toMatchObject({ status: 304, bytes: Buffer.alloc(0) });
    current.github.runs.unshift(await fakeRun(-1, NOW));
    await collector.refresh();
    const { status, bytes } = await raw('/api/metrics?days=30', known);
    expect(status).toBe(200);
    expect(JSON.parse(bytes.toString())).toHaveLength(5);
  });

  it.each(['/metrics', '/api/metrics', '/api/changes?view=series', '/api/status', '/'])(
    'is one member of gzip, after which clients may stop reading: %s',
    async (path) => {
      await start().then(({ collector }) => collector.refresh());
      const { headers, bytes } = await raw(path, { 'accept-encoding': 'gzip' });
      if (headers['content-encoding'] === 'gzip') {
        // RFC 1952: ten bytes before the deflated ones, and eight behind.
        const { engine } = inflateRawSync(bytes.subarray(10), { info: true }) as unknown as {
          readonly engine: { readonly bytesWritten: number };
        };
        expect(engine.bytesWritten).toBe(bytes.length - 18);
      }
      expect(path === '/api/status' || headers['content-encoding'] === 'gzip' || headers.vary).toBeTruthy();
    }
  );

  it('has all metrics in one gzip', async () => {
    await start().then(({ collector }) => collector.refresh());
    await raw('/healthz');
    const text = gunzipSync((await raw('/metrics', { 'accept-encoding': 'gzip' })).bytes).toString();
    expect(text).toContain('sglang_nightly_gpu_config_ran{');
    expect(text).toContain('sglang_nightly_collector_runs_archived 4\n');
    expect(text).toContain('sglang_nightly_http_request_duration_seconds_bucket{');
    const names = [...text.matchAll(/^# TYPE (\w+)/gm)].map((match) => match[1]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('says when there is something to answer from', async () => {
    await start();
    expect((await raw('/readyz')).status).toBe(503);
    await current.running!.collector.refresh();
    const { status, bytes } = await raw('/readyz');
    expect(status).toBe(200);
    expect(JSON.parse(bytes.toString())).toMatchObject({ status: 'ok', runs: 4, failuresInARow: 0 });
  });

  it('refuses a question of too many points before it computes them, and says how to ask for less', async () => {
    await start({ demo: 'always' }).then(({ collector }) => collector.refresh());
    const queries = Array.from({ length: 100 }, (_, at) => ({ refId: `${at}`, kind: 'trend', metrics: [] }));
    expect(await ask({ from: 0, to: Date.now(), queries })).toEqual({
      error: { kind: 'tooLarge', message: expect.stringContaining('Choose fewer series with filters') },
    });
  });
});
