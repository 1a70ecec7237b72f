import { MS_PER_DAY } from '../../core';
import { type Progress, type RunWindow } from '../../sources/runSource';
import { SharedLoads } from './sharedLoads';

const NOW = 100.5 * MS_PER_DAY;
const REPORT = { added: 1 };

/** Loads that end when the test says so. */
function scripted(ttl = 1000) {
  const clock = { now: NOW };
  const started: Array<{
    window: RunWindow;
    signal: AbortSignal;
    progress: (progress: Progress) => void;
    end: (covers?: RunWindow) => void;
    fail: (error: Error) => void;
  }> = [];
  const loads = new SharedLoads<typeof REPORT>(
    { ttl, now: () => clock.now },
    (window, signal, progress) =>
      new Promise((resolve, fail) =>
        started.push({ window, signal, progress, fail, end: (covers) => resolve({ ...REPORT, covers }) })
      )
  );
  const load = (days: number, options: Parameters<typeof loads.load>[1] = {}) =>
    loads.load({ from: NOW - days * MS_PER_DAY, to: NOW }, options);
  return { clock, started, loads, load };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('SharedLoads', () => {
  it('makes one load of twelve that ask at once, though their windows end at different moments', async () => {
    const { started, loads } = scripted();
    const asked = Array.from({ length: 12 }, (_, panel) =>
      loads.load({ from: NOW - 30 * MS_PER_DAY + panel, to: NOW + panel }, {})
    );
    started[0]!.end();
    expect(await Promise.all(asked)).toEqual(Array(12).fill(REPORT));
    expect(started.map(({ window }) => window)).toEqual([{ from: 70 * MS_PER_DAY, to: Infinity }]);
  });

  it('loads what several ask for beyond a running load in one more, when that is over', async () => {
    const { started, load } = scripted();
    const asked = [load(7), load(30), load(90), load(5)];
    expect(started).toHaveLength(1);
    started[0]!.end();
    await settle();
    expect(started.map(({ window }) => window.from / MS_PER_DAY)).toEqual([93, 10]);
    started[1]!.end();
    expect(await Promise.all(asked)).toHaveLength(4);
  });

  it('answers a smaller window from a larger load while that is good, and asks again when it is too old', async () => {
    const { started, load, clock } = scripted();
    const first = load(30);
    started[0]!.end();
    await first;
    await load(7);
    expect(started).toHaveLength(1);
    clock.now += 1000;
    void load(7);
    expect(started).toHaveLength(2);
  });

  it('takes a load for as much as it says that it covers', async () => {
    const { started, load } = scripted();
    const first = load(7);
    started[0]!.end({ from: -Infinity, to: Infinity });
    await first;
    await load(3650);
    expect(started).toHaveLength(1);
  });

  it('asks again where it is told to, but not while it is asking', async () => {
    const { started, load } = scripted();
    const first = load(7);
    const joined = load(7, { force: true });
    expect(started).toHaveLength(1);
    started[0]!.end();
    await Promise.all([first, joined]);
    void load(7, { force: true });
    expect(started).toHaveLength(2);
  });

  it('does not keep a failure', async () => {
    const { started, load } = scripted();
    const first = load(7);
    started[0]!.fail(new Error('down'));
    await expect(first).rejects.toThrow('down');
    await settle();
    void load(7);
    expect(started).toHaveLength(2);
  });

  it('goes on while one still waits, is cancelled when the last one leaves, and begins anew for the next', async () => {
    const { started, load } = scripted();
    const [one, two] = [new AbortController(), new AbortController()];
    const first = load(7, { signal: one.signal });
    const second = load(7, { signal: two.signal });
    one.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect(started[0]!.signal.aborted).toBe(false);
    two.abort();
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    expect(started[0]!.signal.aborted).toBe(true);
    const third = load(7);
    expect(started).toHaveLength(2);
    started[0]!.fail(new Error('aborted'));
    await settle();
    started[1]!.end();
    expect(await third).toEqual(REPORT);
  });

  it('tells all who wait how far it has come', async () => {
    const { started, load } = scripted();
    const heard: number[] = [];
    const asked = [
      load(7, { onProgress: ({ done }) => heard.push(done) }),
      load(5, { onProgress: ({ done }) => heard.push(-done) }),
    ];
    started[0]!.progress({ done: 1, total: 2 });
    started[0]!.end();
    await Promise.all(asked);
    expect(heard).toEqual([1, -1]);
  });
});
