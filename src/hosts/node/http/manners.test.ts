import { request } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { gzipSync } from 'node:zlib';

import { Collector } from '../../../backend/collector';
import { fakeRuns } from '../../../../tests/support/builders';
import { FAKE_TOKEN } from '../../../../tests/support/fakeGitHub';
import { collectorInTests } from '../../../../tests/collectorInTests';

const NOW = Date.now() - 86_400_000;
const { current, start } = collectorInTests(() => fakeRuns(4, NOW));

const address = (path: string) => `${current.running!.address}${path}`;
const json = { 'content-type': 'application/json' };

/** Sends bytes as they are, and returns what comes back. */
function wire(text: string): Promise<string> {
  const { port } = new URL(address('/'));
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('end', () => resolve(answer)).on('error', reject);
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

describe('HTTP, as clients expect it', () => {
  it('gives every error the same form, that of an address that is none too', async () => {
    await start();
    const { status, text } = await new Promise<{ status?: number; text: string }>((resolve, reject) => {
      // `fetch` would send another address.
      request({ host: '127.0.0.1', port: new URL(address('/')).port, path: '/api/%zz' }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
        response.on('end', () => resolve({ status: response.statusCode, text: body }));
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(400);
    expect(JSON.parse(text)).toEqual({ error: { kind: 'badRequest', message: expect.stringContaining('%zz') } });
  });

  it('answers another method of a path with 405 and those that it has, and no path with 404', async () => {
    await start();
    const other = await fetch(address('/api/query'));
    expect([other.status, other.headers.get('allow')]).toEqual([405, 'POST']);
    const read = await fetch(address('/api/status'), { method: 'POST', headers: json, body: '{}' });
    expect([read.status, read.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const none = await fetch(address('/api/nothing'));
    expect([none.status, none.headers.get('allow')]).toEqual([404, null]);
  });

  it('answers HEAD with the headers of GET', async () => {
    await start().then(({ collector }) => collector.refresh());
    for (const path of ['/api/status', '/api/changes', '/api/metrics', '/metrics', '/']) {
      const [get, head] = await Promise.all([fetch(address(path)), fetch(address(path), { method: 'HEAD' })]);
      expect([path, head.status, head.headers.get('etag')]).toEqual([path, 200, get.headers.get('etag')]);
      await get.arrayBuffer();
    }
    const etag = (await fetch(address('/api/status'), { method: 'HEAD' })).headers.get('etag')!;
    expect((await fetch(address('/api/status'), { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('says that a body must not be compressed, and that one which is no JSON is none', async () => {
    await start();
    const ask = (body: BodyInit, headers: HeadersInit) =>
      fetch(address('/api/query'), { method: 'POST', headers, body });
    const packed = await ask(gzipSync('{"queries":[]}'), { ...json, 'content-encoding': 'gzip' });
    expect(packed.status).toBe(415);
    expect(await packed.text()).toContain('must not be compressed');
    const broken = await ask('{', json);
    expect(broken.status).toBe(400);
    expect(await broken.text()).toContain('JSON');
  });

  it('asks for a token in the way that browsers and clients know, whatever case its scheme is in', async () => {
    await start({}, { GITHUB_TOKEN: FAKE_TOKEN, SGLANG_NIGHTLY_AUTH_TOKEN: 'a-token' });
    const refused = await fetch(address('/api/status'));
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer realm="sglang-nightly"');
    for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
      expect((await fetch(address('/api/status'), { headers: { authorization: `${scheme} a-token` } })).status).toBe(
        200
      );
    }
    expect((await fetch(address('/api/status'), { headers: { authorization: 'Basic a-token' } })).status).toBe(401);
  });

  it('answers HTTP/1.0, which names no host, and refuses a name that is not its own all the same', async () => {
    await start();
    expect(await wire('GET /healthz HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
    expect(await wire('GET /healthz HTTP/1.0\r\nHost: attacker.example\r\n\r\n')).toMatch(/^HTTP\/1\.1 421 /);
    expect(await wire('GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('is alive while it reads its archive, and says that it is not ready', async () => {
    let goOn = () => {};
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    const really = Collector.prototype.open;
    jest.spyOn(Collector.prototype, 'open').mockImplementation(async function (this: Collector) {
      await gate;
      await really.call(this);
    });
    const port = await freePort();
    const starting = start({ port });
    const ask = async (path: string) => {
      for (;;) {
        const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
        if (answer) {
          return answer;
        }
      }
    };
    expect((await ask('/healthz')).status).toBe(200);
    expect((await ask('/readyz')).status).toBe(503);
    for (const path of ['/api/changes', '/api/status', '/', '/metrics', '/api/metrics']) {
      const { status, headers } = await ask(path);
      expect([path, status, headers.get('retry-after')]).toEqual([path, 503, '2']);
    }
    goOn();
    await starting;
    expect((await ask('/api/status')).status).toBe(200);
  });
});
