import { request } from 'node:http';

import { fakeRun } from '../../../../tests/support/builders';
import { FAKE_TOKEN } from '../../../../tests/support/fakeGitHub';
import { collectorInTests } from '../../../../tests/collectorInTests';

const NOW = Date.now() - 86_400_000;
const AUTH = 'auth-token-of-this-test';
const { current, start } = collectorInTests(() => Promise.all([0, 1, 2, 3, 4].map((night) => fakeRun(night, NOW))));

const SECRETS = [FAKE_TOKEN, AUTH, 'secret-signature', 'wrong-token-of-somebody'];

function ask(path: string, authorization: string, method = 'GET', body = ''): Promise<string> {
  const { port } = new URL(current.running!.address);
  const headers = { authorization, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = JSON.stringify(response.headers);
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(text));
    });
    asked.on('error', reject).end(body);
  });
}

describe('secrets', () => {
  it('stand in no log, answer, error or metric, whatever fails', async () => {
    const written: string[] = [];
    jest.mocked(process.stderr.write).mockImplementation((chunk) => {
      written.push(String(chunk));
      return true;
    });
    const { collector } = await start(
      { logLevel: 'debug' },
      { GITHUB_TOKEN: FAKE_TOKEN, SGLANG_NIGHTLY_AUTH_TOKEN: AUTH }
    );
    const faults = [401, 403, 404, 410, 422, 429, 503];
    for (const status of faults) {
      current.github.faults = [
        {
          path: /workflows|artifacts|storage/,
          status,
          times: 1,
          headers: { 'x-ratelimit-remaining': '0' },
        },
      ];
      await collector.refresh();
    }
    current.github.faults = [
      { path: /zip/, status: 302, times: 9, headers: { location: 'http://10.0.0.1/?sig=secret-signature' } },
    ];
    await collector.refresh();
    current.github.faults = [];
    for (const path of [
      '/',
      '/metrics',
      '/healthz',
      '/readyz',
      '/api/status',
      '/api/metrics',
      '/api/changes',
      '/nothing',
      '/api/values?attribute=x',
    ]) {
      written.push(await ask(path, `Bearer ${AUTH}`), await ask(path, 'Bearer wrong-token-of-somebody'));
    }
    for (const body of ['{', '{}', JSON.stringify({ from: 0, to: 1, queries: [{ kind: 'trend' }] })]) {
      written.push(await ask('/api/query', `Bearer ${AUTH}`, 'POST', body));
      written.push(await ask('/api/query', `Basic ${AUTH}`, 'POST', body));
    }
    const all = written.join('\n');
    expect(all).toContain('Refreshed:');
    expect(all).toContain('answered');
    expect(all).toContain('unauthorised');
    expect(SECRETS.filter((secret) => all.includes(secret))).toEqual([]);
  }, 60_000);
});
