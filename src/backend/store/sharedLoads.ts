import { MS_PER_DAY } from '../../core';
import { type Progress, type RunWindow } from '../../sources/runSource';

interface SharedLoadsOptions {
  /** How long a load is good, in milliseconds. */
  readonly ttl: number;
  readonly now: () => number;
}

interface JoinOptions {
  readonly signal?: AbortSignal;
  readonly force?: boolean;
  readonly onProgress?: (progress: Progress) => void;
}

type Loader<Report> = (
  window: RunWindow,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void
) => Promise<Report & { readonly covers?: RunWindow }>;

interface Load<Report> {
  window: RunWindow;
  readonly controller: AbortController;
  readonly listeners: Set<(progress: Progress) => void>;
  readonly ended: Promise<Report>;
  readonly end: (report: Promise<Report>) => void;
  waiting: number;
}

interface Done<Report> {
  readonly window: RunWindow;
  readonly at: number;
  readonly report: Report;
}

/**
 * One load at a time for all who ask at once. Who asks for a part of what is on its way waits for it; the others wait for
 * one more load, of all that they ask for. A load that covers a window is good for a while; one that nobody waits for any
 * more is cancelled; a failed one is not kept.
 */
export class SharedLoads<Report extends object> {
  private done: ReadonlyArray<Done<Report>> = [];
  private running?: Load<Report>;
  private next?: Load<Report>;

  constructor(
    private readonly options: SharedLoadsOptions,
    private readonly loader: Loader<Report>
  ) {}

  async load(window: RunWindow, { signal, force, onProgress }: JoinOptions): Promise<Report> {
    signal?.throwIfAborted();
    const wanted = wholeDays(window, this.options.now());
    const good = force ? undefined : this.done.find((one) => this.isGood(one) && covers(one.window, wanted));
    if (good) {
      return good.report;
    }
    return this.join(this.loadFor(wanted), signal, onProgress);
  }

  private isGood({ at }: Done<Report>): boolean {
    return this.options.now() - at < this.options.ttl;
  }

  private loadFor(wanted: RunWindow): Load<Report> {
    if (this.running && covers(this.running.window, wanted)) {
      return this.running;
    }
    if (this.next) {
      this.next.window = union(this.next.window, wanted);
      return this.next;
    }
    const load = makeLoad<Report>(wanted);
    if (this.running) {
      this.next = load;
    } else {
      this.start(load);
    }
    return load;
  }

  private start(load: Load<Report>): void {
    this.running = load;
    const tell = (progress: Progress) => load.listeners.forEach((listener) => listener(progress));
    load.end(
      this.loader(load.window, load.controller.signal, tell).then(({ covers: seen, ...report }) => {
        const done = { window: seen ?? load.window, at: this.options.now(), report: report as unknown as Report };
        this.done = [done, ...this.done.filter((one) => this.isGood(one) && !covers(done.window, one.window))];
        return done.report;
      })
    );
    void load.ended
      .catch(() => undefined)
      .then(() => {
        if (this.running !== load) {
          return;
        }
        this.running = undefined;
        this.startNext();
      });
  }

  private startNext(): void {
    const { next } = this;
    this.next = undefined;
    if (next) {
      this.start(next);
    }
  }

  /** Waits for a load; whoever leaves last before its end cancels it. */
  private async join(
    load: Load<Report>,
    signal?: AbortSignal,
    onProgress?: (progress: Progress) => void
  ): Promise<Report> {
    let ended = false;
    let leave: (() => void) | undefined;
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(signal?.reason);
      signal?.addEventListener('abort', leave, { once: true });
    });
    load.waiting += 1;
    if (onProgress) {
      load.listeners.add(onProgress);
    }
    try {
      const report = await Promise.race([load.ended, left]);
      ended = true;
      return report;
    } finally {
      signal?.removeEventListener('abort', leave!);
      load.waiting -= 1;
      if (onProgress) {
        load.listeners.delete(onProgress);
      }
      if (load.waiting === 0 && !ended) {
        this.cancel(load);
      }
    }
  }

  private cancel(load: Load<Report>): void {
    load.controller.abort();
    if (load === this.next) {
      this.next = undefined;
    } else if (load === this.running) {
      this.running = undefined;
      this.startNext();
    }
  }
}

function makeLoad<Report>(window: RunWindow): Load<Report> {
  let end!: Load<Report>['end'];
  const ended = new Promise<Report>((resolve) => (end = resolve));
  ended.catch(() => undefined);
  return { window, controller: new AbortController(), listeners: new Set(), ended, end, waiting: 0 };
}

/** Windows that differ by minutes are one: from the start of a day, and without end where they reach into the present. */
function wholeDays({ from, to }: RunWindow, now: number): RunWindow {
  const floor = (time: number) => Math.floor(time / MS_PER_DAY) * MS_PER_DAY;
  return { from: floor(from), to: to >= floor(now) ? Infinity : floor(to) + MS_PER_DAY };
}

function covers(window: RunWindow, wanted: RunWindow): boolean {
  return window.from <= wanted.from && window.to >= wanted.to;
}

function union(a: RunWindow, b: RunWindow): RunWindow {
  return { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) };
}
