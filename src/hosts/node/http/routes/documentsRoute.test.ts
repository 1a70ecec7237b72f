import fastify, { type FastifyInstance } from 'fastify';

import { BodyCache } from '../bodyCache';
import { documentsRoute } from './documentsRoute';

let server: FastifyInstance;
let address: string;
let open: number;
let mostOpen: number;
let goOn: () => void;
let count: number;
let text: string;
let made: number;

beforeEach(async () => {
  [open, mostOpen, made, count, text] = [0, 0, 0, 101, '{"night":1}'];
  const gate = new Promise<void>((resolve) => (goOn = resolve));
  async function* texts(): AsyncGenerator<string> {
    made += 1;
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    try {
      yield text;
      await gate;
      yield '{"night":2}';
    } finally {
      open -= 1;
    }
  }
  server = fastify({ forceCloseConnections: true });
  documentsRoute(server, {
    collector: { now: () => 0, store: { texts, documentsIn: (from) => ({ key: `key ${from}`, count }) } },
    kept: new BodyCache(),
  });
  address = await server.listen({ port: 0, host: '127.0.0.1' });
});

afterEach(() => server.close());

function ask(signal?: AbortSignal): Promise<Response> {
  return fetch(`${address}/api/metrics`, { signal });
}

describe('documents', () => {
  it('are sent to four clients at once, while others wait and the rest is told to come later', async () => {
    let refused = 0;
    const answers = Array.from({ length: 124 }, () =>
      ask().then(async (answer) => {
        refused += answer.status === 429 ? 1 : 0;
        return [answer.status, await answer.text()];
      })
    );
    // Four are sent, a hundred wait.
    while (open < 4 || refused < 20) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    goOn();
    const all = await Promise.all(answers);
    expect(mostOpen).toBe(4);
    expect(new Set(all.map(([status]) => status))).toEqual(new Set([200, 429]));
    expect(all.filter(([status]) => status === 200).every(([, text]) => text === '[{"night":1},\n{"night":2}]\n')).toBe(
      true
    );
    expect(all.find(([status]) => status === 429)?.[1]).toContain('ask again in a few seconds');
  });

  it('leave room for others when a client has gone', async () => {
    const leaving = new AbortController();
    const left = Array.from({ length: 4 }, () =>
      ask(leaving.signal)
        .then((answer) => answer.text())
        .catch(() => 'left')
    );
    while (open < 4) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const next = ask().then((answer) => answer.text());
    leaving.abort();
    expect(await Promise.all(left)).toEqual(['left', 'left', 'left', 'left']);
    goOn();
    expect(await next).toContain('"night":2');
  });

  it('of few runs are read once for all who ask, and said to be the same', async () => {
    count = 100;
    goOn();
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask()));
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(bodies)).toEqual(new Set(['[{"night":1},\n{"night":2}]\n']));
    expect(answers[0]!.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(made).toBe(1);
    const etag = answers[0]!.headers.get('etag')!;
    const fresh = await fetch(`${address}/api/metrics`, { headers: { 'if-none-match': etag } });
    expect([fresh.status, made]).toEqual([304, 1]);
  });

  it('of few runs come compressed where that is asked for', async () => {
    [count, text] = [2, JSON.stringify({ night: 'x'.repeat(5000) })];
    goOn();
    const compressed = await fetch(`${address}/api/metrics`, { headers: { 'accept-encoding': 'gzip' } });
    expect(compressed.headers.get('content-encoding')).toBe('gzip');
    expect(JSON.parse(await compressed.text())).toEqual([JSON.parse(text), { night: 2 }]);
    const plain = await fetch(`${address}/api/metrics`, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(JSON.parse(await plain.text())).toEqual([JSON.parse(text), { night: 2 }]);
    expect(made).toBe(1);
  });

  it('of few runs that are too large to keep are sent as they come', async () => {
    [count, text] = [2, JSON.stringify({ night: 'x'.repeat(17 * 1024 * 1024) })];
    goOn();
    const answer = await ask();
    expect((await answer.text()).length).toBeGreaterThan(17 * 1024 * 1024);
    expect(made).toBe(2);
    await (await ask()).text();
    expect(made).toBe(3);
  });

  it('of few runs wait like others where each client asks for another window', async () => {
    count = 2;
    const windows = Array.from({ length: 110 }, (_, from) => fetch(`${address}/api/metrics?from=${from}`));
    let refused = 0;
    windows.forEach((answer) => void answer.then(({ status }) => (refused += status === 429 ? 1 : 0)));
    while (open < 4 || refused < 6) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(mostOpen).toBe(4);
    goOn();
    const statuses = (await Promise.all(windows)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(104);
    expect(statuses.filter((status) => status === 429)).toHaveLength(6);
  });
});
