import { type Notice } from '../src/core';
import { type SourceError, asSourceError } from '../src/sources/errors';
import { type Loaded, type Progress, type RunSource } from '../src/sources/runSource';
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
  readonly onProgress?: (progress: Progress) => void;
}

/** How the refreshes went; times are milliseconds since 1970. */
export interface RefreshStatus {
  readonly refreshed?: number;
  readonly refreshes: number;
  readonly failures: number;
  readonly lastFailure?: SourceError;
}

const MS_A_DAY = 24 * 60 * 60 * 1000;

/** Keeps a store of nights fresh from a source. */
export class Collector {
  status: RefreshStatus = { refreshes: 0, failures: 0 };
  private running?: Promise<void>;

  constructor(readonly options: CollectorOptions) {}

  get store(): NightStore {
    return this.options.store;
  }

  get refreshing(): boolean {
    return this.running !== undefined;
  }

  /** What is worth knowing about every answer. */
  get notices(): readonly Notice[] {
    const { lastFailure } = this.status;
    const failed: Notice[] = lastFailure
      ? [{ severity: 'warning', text: `The last refresh failed: ${lastFailure.message}` }]
      : [];
    return [...this.options.notices, ...failed];
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
    }
    this.finish(added.length, [...loaded.failures, ...notKept]);
  }

  private finish(added: number, failures: readonly SourceError[]): void {
    const { log, now, store } = this.options;
    const [lastFailure] = failures;
    this.status = {
      refreshes: this.status.refreshes + 1,
      failures: this.status.failures + (lastFailure ? 1 : 0),
      refreshed: lastFailure ? this.status.refreshed : now(),
      lastFailure,
    };
    log(`Refreshed: ${added} new runs, ${store.size} in all.`);
    if (lastFailure) {
      log(`${failures.length} could not be read; the first: ${lastFailure.message}`);
    }
  }
}
