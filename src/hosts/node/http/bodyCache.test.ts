import { Body } from './body';
import { BodyCache } from './bodyCache';

function counting(mostBytes?: number) {
  const kept = new BodyCache(mostBytes);
  const made: string[] = [];
  const ask = (key: string, version = '1', size = 10) =>
    kept.get(key, version, () => {
      made.push(`${key} ${version}`);
      return size < 0
        ? Promise.reject(new Error('not made'))
        : Promise.resolve(new Body(Buffer.alloc(size), 'text/plain'));
    });
  return { made, ask };
}

describe('BodyCache', () => {
  it('makes a body once for all who ask, at the same time and later', async () => {
    const { made, ask } = counting();
    const [first, second] = await Promise.all([ask('a'), ask('a')]);
    expect(second).toBe(first);
    expect(await ask('a')).toBe(first);
    expect(made).toEqual(['a 1']);
  });

  it('makes it anew in another version, and keeps that alone', async () => {
    const { made, ask } = counting();
    await ask('a');
    await ask('a', '2');
    await ask('a', '1');
    expect(made).toEqual(['a 1', 'a 2', 'a 1']);
  });

  it('lets go what was not asked for longest, when it is too much', async () => {
    const { made, ask } = counting(25);
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) {
      await ask(key);
    }
    expect(made).toEqual(['a 1', 'b 1', 'c 1', 'b 1']);
  });

  it('does not keep what could not be made', async () => {
    const { made, ask } = counting();
    await expect(ask('a', '1', -1)).rejects.toThrow('not made');
    await ask('a');
    expect(made).toHaveLength(2);
  });
});
