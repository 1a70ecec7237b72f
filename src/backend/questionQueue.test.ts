import { QuestionQueue } from './questionQueue';

/** A queue on a clock that only answers move: each takes a millisecond for every unit of its cost. */
function stage(options: { patience?: number; mostOfClient?: number } = {}) {
  let now = 0;
  const queue = new QuestionQueue({ now: () => now, pause: () => Promise.resolve(), ...options });
  const order: string[] = [];
  const ask = (name: string, cost: number, more: { client?: string; signal?: AbortSignal } = {}) =>
    queue.ask(
      () => {
        order.push(name);
        now += cost;
        return name;
      },
      { cost, ...more }
    );
  return { queue, ask, order };
}

describe('QuestionQueue', () => {
  it('answers the cheapest first, and those of one cost as they came', async () => {
    const { ask, order } = stage();
    const answers = await Promise.all([ask('dear', 500), ask('cheap', 1), ask('middle', 50), ask('cheap too', 1)]);
    expect(answers).toEqual(['dear', 'cheap', 'middle', 'cheap too']);
    expect(order).toEqual(['cheap', 'cheap too', 'middle', 'dear']);
  });

  it('ends what it began, and lets a cheap one that comes meanwhile go before the dear ones', async () => {
    const { queue, ask, order } = stage();
    let late: Promise<string> | undefined;
    const first = queue.ask(
      () => {
        order.push('first');
        late = ask('late and cheap', 1);
        return 'first';
      },
      { cost: 10 }
    );
    const dear = ask('dear', 500);
    await Promise.all([first, dear]);
    await late;
    expect(order).toEqual(['first', 'late and cheap', 'dear']);
  });

  it('gives what an answer throws to who asked, and goes on', async () => {
    const { queue, ask } = stage();
    const broken = queue.ask(
      () => {
        throw new Error('no such model');
      },
      { cost: 1 }
    );
    await expect(broken).rejects.toThrow('no such model');
    expect(await ask('next', 1)).toBe('next');
  });

  it('does not compute for who has gone', async () => {
    const { ask, order } = stage();
    const gone = new AbortController();
    const asked = ask('gone', 5, { signal: gone.signal });
    gone.abort(new Error('gave up'));
    await expect(asked).rejects.toThrow('gave up');
    expect(order).toEqual([]);
  });

  it('says when to ask again where too much waits, by how long work really takes', async () => {
    const { ask } = stage({ patience: 5000 });
    await ask('to learn from', 100_000);
    const waiting = [ask('a', 20_000), ask('b', 20_000)];
    expect(() => ask('too late', 20_000)).toThrow(/Ask again in \d+ seconds/);
    expect(await ask('cheap', 1)).toBe('cheap');
    await Promise.all(waiting);
  });

  it('lets one client wait with so many questions alone, and others in', async () => {
    const { ask } = stage({ mostOfClient: 3 });
    const greedy = Array.from({ length: 3 }, (_, at) => ask(`${at}`, 1, { client: 'greedy' }));
    expect(() => ask('one more', 1, { client: 'greedy' })).toThrow('Too many questions');
    expect(await ask('other', 1, { client: 'other' })).toBe('other');
    await Promise.all(greedy);
    expect(await ask('later', 1, { client: 'greedy' })).toBe('later');
  });

  it('computes nothing twice and leaves nobody without an answer, sixty at once', async () => {
    const { ask, order } = stage();
    const names = Array.from({ length: 60 }, (_, at) => `${at}`);
    expect(await Promise.all(names.map((name, at) => ask(name, (at * 37) % 11, { client: `${at % 5}` })))).toEqual(
      names
    );
    expect([...order].sort((a, b) => Number(a) - Number(b))).toEqual(names);
  });
});
