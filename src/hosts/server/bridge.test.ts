import { offer } from './bridge';

describe('the bridge to the host', () => {
  it('tells who asks of a fault, and the log where it is', async () => {
    const asked: unknown[][] = [];
    const done: unknown[][] = [];
    Object.assign(globalThis, {
      hostAsk: (...given: unknown[]) => asked.push(given),
      hostDone: (...given: unknown[]) => done.push(given),
    });
    offer({
      faulty: () => (undefined as unknown as { readonly there: () => void }).there(),
      refused: () => {
        throw new Error('The source refuses. Check the token.');
      },
    });
    call(1, 'faulty', 'null');
    call(2, 'refused', 'null');
    await new Promise((resolve) => setTimeout(resolve));
    expect(done.sort()).toEqual([
      [1, expect.stringMatching(/^The plugin has a fault \(.*\); Grafana's log says where\.$/), ''],
      [2, 'The source refuses. Check the token.', ''],
    ]);
    const [id, what, line] = asked[0]!;
    expect([asked.length, id, what]).toEqual([1, 0, 'log']);
    expect(JSON.parse(line as string)).toEqual({
      line: expect.stringMatching(/^TypeError: .*\n.*bridge\.test/s),
      level: 'warn',
    });
  });
});
