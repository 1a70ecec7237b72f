import { type Changes, createDetectors, type Detectors, type Notice, type Sensitivity } from '../src/core';
import { type SourceError, asSourceError } from '../src/sources/errors';
import { quotaNotices } from '../src/sources/quotaNotices';
import { type Loaded, type Progress, type Quota, type RunSource } from '../src/sources/runSource';
import { type AckFile } from './ackFile';
import { type EventMemory } from './eventMemory';
import { type NightStore } from './nightStore';

export interface CollectorOptions {
  /** Whether the nights are invented. */
  readonly demo: boolean;
  readonly source: RunSource;
  readonly store: NightStore;
  /** How many days back a refresh asks for. */
  readonly days: number;
  readonly now: () => number;
  readonly log: (line: string) => void;
  /** What is always said of the answers. */
  readonly notices: readonly Notice[];
  readonly repositoryUrl: string;
  /** How much it takes for a change to be told, where a query doesn't say. */
  readonly sensitivity: Sensitivity;
  /** Keeps the events' ids over restarts. */
  readonly memory?: EventMemory;
  readonly acknowledgements?: AckFile;
  readonly onProgress?: (progress: Progress) => void;
}

/** How the refreshes went; times are milliseconds since 1970. */
export interface RefreshStatus {
  readonly refreshed?: number;
  readonly refreshes: number;
  readonly failures: number;
  readonly lastFailure?: SourceError;
  readonly quota?: Quota;
}

const MS_A_DAY = 24 * 60 * 60 * 1000;

/** Keeps a store of nights fresh from a source. */
export class Collector {
  status: RefreshStatus = { refreshes: 0, failures: 0 };
  readonly detectors: Detectors;
  private running?: Promise<void>;
  private known: Changes['known'] = [];

  constructor(readonly options: CollectorOptions) {
    this.detectors = createDetectors(
      () => ({
        acknowledgements: options.acknowledgements?.().acknowledgements,
        known: this.known,
        now: options.now(),
      }),
      options.sensitivity
    );
  }

  get store(): NightStore {
    return this.options.store;
  }

  get refreshing(): boolean {
    return this.running !== undefined;
  }

  /** What was found in the nights there are; computed once for them. */
  get changes(): Changes {
    return this.detectors.changes(this.store.table, this.options.sensitivity);
  }

  /** What is worth knowing about every answer. */
  get notices(): readonly Notice[] {
    const { lastFailure, quota } = this.status;
    const failed: Notice[] = lastFailure
      ? [{ severity: 'warning', text: `The last refresh failed: ${lastFailure.message}` }]
      : [];
    const { error } = this.options.acknowledgements?.() ?? {};
    const wrong: Notice[] = error ? [{ severity: 'warning', text: `The acknowledgement file is wrong: ${error}` }] : [];
    return [...this.options.notices, ...failed, ...wrong, ...quotaNotices(quota)];
  }

  /** Reads the archive and what is known of events; `log` is told of what can't be read. */
  async open(): Promise<void> {
    const { log, memory } = this.options;
    await this.store.open((error) => log(error.message));
    this.known = (await memory?.read()) ?? [];
    await this.detect();
  }

  /** Asks the source for what is missing; who asks while that goes on waits for the same. Never rejects. */
  refresh(): Promise<void> {
    this.running ??= this.ask().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async ask(): Promise<void> {
    const { source, store, days, now, onProgress } = this.options;
    const added: Array<Promise<void>> = [];
    const loaded: Loaded = await source
      .load(
        { from: now() - days * MS_A_DAY, to: Infinity },
        {
          isKnown: store.knows,
          onRecord(record, progress) {
            added.push(store.add(record));
            onProgress?.(progress);
          },
        }
      )
      .catch((error: unknown) => ({ records: [], failures: [asSourceError(error)] }));
    const notKept = (await Promise.allSettled(added)).flatMap((result) =>
      result.status === 'rejected' ? [asSourceError(result.reason)] : []
    );
    if (added.length > 0) {
      store.rebuild();
      await this.detect();
    }
    this.finish(added.length, [...loaded.failures, ...notKept], loaded.quota);
  }

  /** Finds the changes, and remembers their events. */
  private async detect(): Promise<void> {
    const { log, memory } = this.options;
    this.known = this.changes.known;
    await memory?.write(this.known).catch((error: unknown) => log(asSourceError(error).message));
  }

  private finish(added: number, failures: readonly SourceError[], quota?: Quota): void {
    const { log, now, store } = this.options;
    const [lastFailure] = failures;
    this.status = {
      refreshes: this.status.refreshes + 1,
      failures: this.status.failures + (lastFailure ? 1 : 0),
      refreshed: lastFailure ? this.status.refreshed : now(),
      lastFailure,
      quota: quota ?? this.status.quota,
    };
    log(`Refreshed: ${added} new runs, ${store.size} in all.`);
    if (lastFailure) {
      log(`${failures.length} could not be read; the first: ${lastFailure.message}`);
    }
  }
}
