import { request } from 'node:http';

import { fakeRuns } from '../../../../tests/support/builders';
import { FAKE_TOKEN } from '../../../../tests/support/fakeGitHub';
import { collectorInTests } from '../../../../tests/collectorInTests';

const { current, start } = collectorInTests(() => fakeRuns(2, Date.now() - 86_400_000));

interface Answer {
  readonly status?: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** `fetch` does not let a caller choose `Host`. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { port } = new URL(current.running!.address);
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    asked.on('error', reject).end();
  });
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe("the collector's door", () => {
  it.each([
    ['127.0.0.1:8000', 200],
    ['localhost:8000', 200],
    ['[::1]:8000', 200],
    ['nightly.example.org', 200],
    ['attacker.example', 421],
    ['localhost.attacker.example', 421],
  ])('asked by the name %s answers %d, so that no other site can point its name here', async (host, status) => {
    await start({ allowedHost: ['nightly.example.org'] });
    expect((await ask('/api/status', { host })).status).toBe(status);
  });

  it.each([
    ['localhost', 'attacker.example', 421],
    ['attacker.example', 'localhost', 421],
    ['collector:8000', 'nightly.example.org', 200],
    ['127.0.0.1', 'nightly.example.org', 200],
  ])('believes no proxy either: asked by %s for %s it answers %d', async (host, forwarded, status) => {
    await start({ allowedHost: ['collector', 'nightly.example.org'], trustProxy: true });
    expect((await ask('/api/status', { host, 'x-forwarded-host': forwarded })).status).toBe(status);
  });

  it('takes the address of a client from the proxy in front, and not from the client', async () => {
    const { collector } = await start({ trustProxy: true });
    const asked = jest.spyOn(collector.service, 'query');
    await ask('/api/changes', { 'x-forwarded-for': '203.0.113.1, 198.51.100.7' });
    expect(asked.mock.calls.map(([, options]) => options?.client)).toEqual(['198.51.100.7']);
  });

  it('lets pages of other sites change nothing, and read nothing unless their origin is allowed', async () => {
    await start();
    const origin = 'https://other.example';
    expect((await ask('/api/refresh', { origin }, 'POST')).status).toBe(403);
    expect((await ask('/api/refresh', { 'sec-fetch-site': 'cross-site' }, 'POST')).status).toBe(403);
    expect((await ask('/api/refresh', { origin: current.running!.address }, 'POST')).status).toBe(200);
    expect((await ask('/api/refresh')).status).toBe(405);
    expect((await ask('/api/status', { origin })).headers).not.toHaveProperty('access-control-allow-origin');
    await start({ corsOrigin: [origin] });
    expect((await ask('/api/refresh', { origin }, 'POST')).status).toBe(200);
    expect((await ask('/api/status', { origin })).headers['access-control-allow-origin']).toBe(origin);
  });

  it('takes two tokens at once, so that one can follow the other', async () => {
    await start({}, { GITHUB_TOKEN: FAKE_TOKEN, SGLANG_NIGHTLY_AUTH_TOKEN: 'old-token, new-token' });
    const statuses = await Promise.all(
      ['old-token', 'new-token', 'old-token,new-token', ''].map(async (token) => (await ask('/', bearer(token))).status)
    );
    expect(statuses).toEqual([200, 200, 401, 401]);
  });

  it.each(['SGLANG_NIGHTLY_AUTH_TOKEN', 'GITHUB_TOKEN'])('refuses to start with a %s that is none', async (name) => {
    const odd = 'secret\u0007secret';
    const started = start({}, { [name]: odd }).catch((error: Error) => error.message);
    expect(await started).toContain(`${name} is no token`);
    expect(await started).not.toContain('secret');
  });

  it('sends headers that keep browsers from doing anything with an answer but showing it', async () => {
    await start();
    const { headers } = await ask('/');
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
    });
  });

  it('gives each request an id, or keeps the one that a proxy gave', async () => {
    await start();
    expect((await ask('/healthz')).headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect((await ask('/healthz', { 'x-request-id': 'abc-1' })).headers['x-request-id']).toBe('abc-1');
    expect((await ask('/healthz', { 'x-request-id': '<script>' })).headers['x-request-id']).not.toBe('<script>');
  });
});
