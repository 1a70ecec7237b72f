import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { asSourceError } from '../../sources/errors';
import { nodeHttp } from './nodeHttp';

let server: Server;
let port: number;
let redirectTo = '';
const asked: string[] = [];

beforeEach(async () => {
  asked.length = 0;
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (request.url === '/redirect') {
      response.writeHead(302, { location: redirectTo }).end();
    } else {
      response.end('night');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});

afterEach(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

/** What comes back, or why nothing was asked. */
async function ask(configured: string, url: string): Promise<string> {
  try {
    return await (await nodeHttp(configured, 10_000)(url)).text();
  } catch (error) {
    return asSourceError(error, { method: 'GET', url }).message;
  }
}

describe('nodeHttp', () => {
  it('asks the configured host wherever it is, by name and by address', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      expect(await ask(`http://${host}:${port}`, `http://${host}:${port}/`)).toBe('night');
    }
  });

  it('follows an answer into the network of the configured host', async () => {
    redirectTo = `http://localhost:${port}/night`;
    expect(await ask(`http://127.0.0.1:${port}`, `http://127.0.0.1:${port}/redirect`)).toBe('night');
    expect(asked).toEqual(['/redirect', '/night']);
  });

  it.each([
    'http://169.254.169.254/latest/meta-data',
    'http://10.0.0.1/',
    'http://[fd12:3456::1]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[::ffff:192.168.1.1]/',
  ])('follows no answer to %s', async (target) => {
    redirectTo = target;
    const outcome = await ask(`http://127.0.0.1:${port}`, `http://127.0.0.1:${port}/redirect`);
    expect(outcome).toContain('of a redirect is not on the internet, and the configured host is not there');
  });

  it.each(['127.0.0.1', 'localhost', '[::1]'])(
    'asks no server of this machine, %s, for a host elsewhere',
    async (host) => {
      const outcome = await ask('http://192.168.7.7', `http://${host}:${port}/`);
      expect(outcome).toContain('is not on the internet, and the configured host is not there');
      expect(asked).toEqual([]);
    }
  );
});
