import { type RunRecord } from '../core';
import { type Loaded, type LoadOptions, type Progress, type RunSource, type RunWindow } from './runSource';

export interface CacheOptions {
  /** How long a load is good, in milliseconds. */
  readonly ttl: number;
  readonly now: () => number;
  /** How many loads are kept. */
  readonly most?: number;
}

interface Entry {
  readonly window: RunWindow;
  readonly loadedAt: number;
  readonly loaded: Promise<Loaded>;
  readonly controller: AbortController;
  readonly listeners: Set<NonNullable<LoadOptions['onRecord']>>;
  readonly arrived: Array<{ record: RunRecord; progress: Progress }>;
  waiting: number;
  settled: boolean;
}

const MS_A_DAY = 24 * 60 * 60 * 1000;

/**
 * Returns the source with a memory: those who ask at once share one load, and a load that covers a window answers it
 * until it is too old. A load that nobody waits for any more is cancelled; a failed one is not kept.
 */
export function cachedSource(source: RunSource, { ttl, now, most = 4 }: CacheOptions): RunSource {
  const entries: Entry[] = [];
  const drop = (entry: Entry) => {
    if (entries.includes(entry)) {
      entries.splice(entries.indexOf(entry), 1);
    }
  };
  const start = (window: RunWindow): Entry => {
    const controller = new AbortController();
    const listeners: Entry['listeners'] = new Set();
    const arrived: Entry['arrived'] = [];
    const loaded = source.load(window, {
      signal: controller.signal,
      onRecord(record, progress) {
        arrived.push({ record, progress });
        listeners.forEach((listener) => listener(record, progress));
      },
    });
    const entry: Entry = {
      window,
      loadedAt: now(),
      loaded,
      controller,
      listeners,
      arrived,
      waiting: 0,
      settled: false,
    };
    loaded.then(
      () => (entry.settled = true),
      () => drop(entry)
    );
    entries.unshift(entry);
    entries.splice(most);
    return entry;
  };
  return {
    async load(window, options = {}) {
      const wanted = wholeDays(window, now());
      const entry = entries.find((one) => covers(one.window, wanted) && now() - one.loadedAt < ttl) ?? start(wanted);
      return join(entry, options, () => drop(entry));
    },
  };
}

/** Windows that differ by minutes are one: from the start of a day, and without end where they reach into the present. */
function wholeDays({ from, to }: RunWindow, now: number): RunWindow {
  const floor = (time: number) => Math.floor(time / MS_A_DAY) * MS_A_DAY;
  return { from: floor(from), to: to >= floor(now) ? Infinity : floor(to) + MS_A_DAY };
}

function covers(window: RunWindow, wanted: RunWindow): boolean {
  return window.from <= wanted.from && window.to >= wanted.to;
}

/** Waits for a shared load; whoever leaves last before its end cancels it. */
async function join(entry: Entry, { signal, onRecord }: LoadOptions, drop: () => void): Promise<Loaded> {
  signal?.throwIfAborted();
  if (onRecord && !entry.settled) {
    entry.arrived.forEach(({ record, progress }) => onRecord(record, progress));
    entry.listeners.add(onRecord);
  }
  entry.waiting += 1;
  let leave: (() => void) | undefined;
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(signal?.reason);
    signal?.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([entry.loaded, left]);
  } finally {
    signal?.removeEventListener('abort', leave!);
    entry.waiting -= 1;
    if (onRecord) {
      entry.listeners.delete(onRecord);
    }
    if (entry.waiting === 0 && !entry.settled) {
      drop();
      entry.controller.abort();
    }
  }
}
