import fastify, { type FastifyInstance } from 'fastify';

import { documentsRoute } from './documentsRoute';

let server: FastifyInstance;
let address: string;
let open: number;
let mostOpen: number;
let goOn: () => void;

beforeEach(async () => {
  [open, mostOpen] = [0, 0];
  const gate = new Promise<void>((resolve) => (goOn = resolve));
  async function* texts(): AsyncGenerator<string> {
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    try {
      yield '{"night":1}';
      await gate;
      yield '{"night":2}';
    } finally {
      open -= 1;
    }
  }
  server = fastify({ forceCloseConnections: true });
  documentsRoute(server, {
    collector: { now: () => 0, store: { texts, documentsKey: () => 'key' } },
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
});
