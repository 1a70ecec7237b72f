import {
  type Changes,
  Detection,
  type KeptAnalysis,
  MS_PER_DAY,
  type NightTable,
  type Notice,
  type Sensitivity,
} from '../core';
import { asSourceError, type SourceError } from '../sources/errors';
import { type Progress } from '../sources/runSource';
import { type CollectorOptions, type RefreshStatus } from './collectorOptions';
import { keepAnswers } from './keptAnswers';
import { localService } from './localService';
import { type NightService } from './nightService';
import { type NightStore } from './nightStore';
import { type LoadReport } from './nightStoreOptions';
import { quotaNotices } from './quotaNotices';
import { type Host } from './routes/route';
import { pauseBefore } from './schedule';

/** Keeps a store of nights fresh from its source, and answers for them. */
export class Collector implements Host {
  status: RefreshStatus = { refreshes: 0, failures: 0, failuresInARow: 0 };
  /** How far the refresh has come that goes on now; undefined where none does. */
  progress?: Progress;
  private detection: Detection;
  private answering: NightService;
  /** Resolves after the first load from the source, whether it succeeded or not. */
  readonly loaded: Promise<void>;
  private markLoaded!: () => void;
  private running?: Promise<void>;
  private detecting: Promise<void> = Promise.resolve();
  private readonly closing = new AbortController();
  private known: Changes['known'] = [];
  /** The last nights in which changes were found: shown while they are looked for in newer ones. */
  private detected?: NightTable;

  constructor(readonly options: CollectorOptions) {
    this.loaded = new Promise((resolve) => (this.markLoaded = resolve));
    this.detection = this.makeDetection([]);
    this.answering = this.makeService();
  }

  get store(): NightStore {
    return this.options.store;
  }

  /** Answers questions from the nights there are. */
  get service(): NightService {
    return this.answering;
  }

  /** Returns what was found in the nights there are; computed once for them. */
  changes(): Promise<Changes> {
    return this.options.jobs.run(this.detection.changes(this.store.table), this.closing.signal);
  }

  /** What is worth knowing about every answer. */
  get notices(): readonly Notice[] {
    const { lastFailure, quota } = this.status;
    const { error } = this.options.acknowledgements?.() ?? {};
    const warnings = [
      ...(lastFailure ? [`The last refresh failed: ${lastFailure.message}`] : []),
      ...(error ? [`The acknowledgements are wrong: ${error}`] : []),
    ];
    const loading = this.progress && `Loading: ${this.progress.done} of ${this.progress.total} runs.`;
    return [
      ...this.options.notices,
      ...(loading ? [{ severity: 'info', text: loading } as const] : []),
      ...warnings.map((text): Notice => ({ severity: 'warning', text })),
      ...quotaNotices(quota),
    ];
  }

  /** Reads the archive and what is known of changes; `log` is called for what can't be read. Finding changes goes on after. */
  async open(): Promise<void> {
    const { log, events, analyses } = this.options;
    await this.store.open((error) => log(error.message, 'warn'));
    this.known = (await events?.read(log)) ?? [];
    this.detection = this.makeDetection((await analyses?.read()) ?? []);
    this.answering = this.makeService();
    this.detecting = this.detect();
  }

  readonly now = (): number => this.options.now();

  get sensitivity(): Sensitivity {
    return this.options.sensitivity;
  }

  /** Asks the source for what is missing; who asks while that goes on waits for the same. Failures are in the status. */
  refresh(): Promise<void> {
    this.running ??= this.ask().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** Returns how many milliseconds to wait before the next refresh, where one every `interval` is wanted. */
  pause(interval: number): number {
    return pauseBefore(this.status, interval, this.now());
  }

  /** Ends what goes on, and waits until nothing is written any more. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled([this.running, this.detecting]);
  }

  private makeDetection(kept: readonly KeptAnalysis[]): Detection {
    const { acknowledgements, now, sensitivity } = this.options;
    return new Detection({
      kept,
      own: sensitivity,
      knowledge: () => ({
        acknowledgements: acknowledgements?.().acknowledgements,
        known: this.known,
        now: now(),
      }),
    });
  }

  private makeService(): NightService {
    const { store, jobs, now, repositoryUrl, version, budget } = this.options;
    const { detection } = this;
    const notices = () => this.notices;
    const detected = () => this.detected;
    const local = localService({
      store,
      detection,
      detected,
      jobs,
      now,
      repositoryUrl,
      notices,
      budget,
      loads: false,
    });
    return {
      ...keepAnswers(local, () => this.state()),
      summary: async (window) => {
        const { refreshed } = this.status;
        return {
          ...(version && { version }),
          ...(await local.summary(window)),
          ...(refreshed !== undefined && { refreshed }),
        };
      },
    };
  }

  /** What an answer depends on besides the question and the clock: as long as it is the same, answers are. */
  state(): string {
    const { acknowledgements } = this.options.acknowledgements?.() ?? {};
    const isDetected = this.detected === this.store.table;
    return JSON.stringify([this.store.tableVersion, isDetected, acknowledgements, this.notices]);
  }

  private async ask(): Promise<void> {
    const { store, days, keepDays = Infinity, now } = this.options;
    const before = store.version;
    const onProgress = (progress: Progress) => {
      this.progress = progress;
    };
    const window = { from: now() - Math.min(days, keepDays) * MS_PER_DAY, to: Infinity };
    let sourceFailure: SourceError | undefined;
    const report: LoadReport = await store
      .load(window, { force: true, onProgress, signal: this.closing.signal })
      .catch((error: unknown) => {
        sourceFailure = asSourceError(error);
        return { added: 0, failures: [sourceFailure] };
      });
    this.progress = undefined;
    await this.dropOld();
    if (this.closing.signal.aborted) {
      return;
    }
    this.finish(report, sourceFailure);
    this.markLoaded();
    if (store.version !== before) {
      this.detecting = this.detect();
      await this.detecting;
    }
  }

  private async dropOld(): Promise<void> {
    const { store, keepDays, now, log } = this.options;
    if (keepDays === undefined) {
      return;
    }
    // A whole day more, for lists go by days: what is asked for must not be what is removed.
    const dropped = await store.dropBefore(now() - (keepDays + 1) * MS_PER_DAY).catch((error: unknown) => {
      log(asSourceError(error).message, 'warn');
      return 0;
    });
    if (dropped > 0) {
      log(`Removed ${dropped} runs that are older than ${keepDays} days.`);
    }
  }

  /** Finds the changes, and remembers what was found. */
  private async detect(): Promise<void> {
    const { log, events, analyses } = this.options;
    try {
      const { table } = this.store;
      this.known = (await this.changes()).known;
      this.detected = table.runs.length > 0 ? table : undefined;
      await events?.write(this.known);
      await analyses?.write(this.detection.kept());
      await this.store.save();
    } catch (error) {
      if (!this.closing.signal.aborted) {
        log(asSourceError(error).message, 'warn');
      }
    }
  }

  private finish({ added, failures, quota }: LoadReport, sourceFailure?: SourceError): void {
    const { log, now, store } = this.options;
    const [lastFailure] = failures;
    this.status = {
      refreshes: this.status.refreshes + 1,
      failures: this.status.failures + (lastFailure ? 1 : 0),
      failuresInARow: lastFailure ? this.status.failuresInARow + 1 : 0,
      refreshed: lastFailure ? this.status.refreshed : now(),
      lastFailure,
      sourceFailure,
      quota: quota ?? this.status.quota,
    };
    log(`Refreshed: ${added} new runs, ${store.size} in all.`);
    if (lastFailure) {
      log(`${failures.length} could not be read; the first: ${lastFailure.message}`, 'warn');
    }
  }
}
