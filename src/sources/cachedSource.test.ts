import { type RunRecord } from '../core';
import { cachedSource } from './cachedSource';
import { type Loaded, type LoadOptions, type RunSource, type RunWindow } from './runSource';

const MS_A_DAY = 24 * 60 * 60 * 1000;
const NOW = 100.5 * MS_A_DAY;

/** A source whose loads end when the test says so. */
function scripted() {
  const loads: Array<{
    window: RunWindow;
    options: LoadOptions;
    end: (loaded: Loaded) => void;
    fail: (error: Error) => void;
  }> = [];
  const source: RunSource = {
    load: (window, options = {}) => new Promise((end, fail) => loads.push({ window, options, end, fail })),
  };
  return { source, loads };
}

const LOADED: Loaded = { records: [], failures: [] };

describe('cachedSource', () => {
  it('makes one load of twelve that ask at once, though their windows end at different moments', async () => {
    const { source, loads } = scripted();
    const cached = cachedSource(source, { ttl: 1000, now: () => NOW });
    const asked = Array.from({ length: 12 }, (_, panel) =>
      cached.load({ from: NOW - 30 * MS_A_DAY + panel, to: NOW + panel })
    );
    loads[0]?.end(LOADED);
    expect(await Promise.all(asked)).toEqual(Array(12).fill(LOADED));
    expect(loads).toHaveLength(1);
    expect(loads[0]?.window).toEqual({ from: 70 * MS_A_DAY, to: Infinity });
  });

  it('answers a smaller window from a larger load, and asks for a larger one', async () => {
    const { source, loads } = scripted();
    const cached = cachedSource(source, { ttl: 1000, now: () => NOW });
    const first = cached.load({ from: NOW - 30 * MS_A_DAY, to: NOW });
    loads[0]?.end(LOADED);
    await first;
    await cached.load({ from: NOW - 7 * MS_A_DAY, to: NOW - MS_A_DAY });
    expect(loads).toHaveLength(1);
    void cached.load({ from: NOW - 90 * MS_A_DAY, to: NOW });
    expect(loads).toHaveLength(2);
  });

  it('asks again when a load is too old', async () => {
    const { source, loads } = scripted();
    let now = NOW;
    const cached = cachedSource(source, { ttl: 1000, now: () => now });
    const first = cached.load({ from: 0, to: NOW });
    loads[0]?.end(LOADED);
    await first;
    now += 1000;
    void cached.load({ from: 0, to: NOW });
    expect(loads).toHaveLength(2);
  });

  it('does not keep a failure', async () => {
    const { source, loads } = scripted();
    const cached = cachedSource(source, { ttl: 1000, now: () => NOW });
    const first = cached.load({ from: 0, to: NOW });
    loads[0]?.fail(new Error('down'));
    await expect(first).rejects.toThrow('down');
    void cached.load({ from: 0, to: NOW });
    expect(loads).toHaveLength(2);
  });

  it('goes on while one still waits, and is cancelled when the last one leaves', async () => {
    const { source, loads } = scripted();
    const cached = cachedSource(source, { ttl: 1000, now: () => NOW });
    const [one, two] = [new AbortController(), new AbortController()];
    const first = cached.load({ from: 0, to: NOW }, { signal: one.signal });
    const second = cached.load({ from: 0, to: NOW }, { signal: two.signal });
    one.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect(loads[0]?.options.signal?.aborted).toBe(false);
    two.abort();
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    expect(loads[0]?.options.signal?.aborted).toBe(true);
    void cached.load({ from: 0, to: NOW });
    expect(loads).toHaveLength(2);
  });

  it('tells one who comes later what has arrived already', async () => {
    const { source, loads } = scripted();
    const cached = cachedSource(source, { ttl: 1000, now: () => NOW });
    void cached.load({ from: 0, to: NOW });
    const record: RunRecord = { document: {} };
    loads[0]?.options.onRecord?.(record, { done: 1, total: 2 });
    const heard: number[] = [];
    void cached.load({ from: 0, to: NOW }, { onRecord: (_, { done }) => heard.push(done) });
    await Promise.resolve();
    loads[0]?.options.onRecord?.(record, { done: 2, total: 2 });
    expect(heard).toEqual([1, 2]);
  });
});
