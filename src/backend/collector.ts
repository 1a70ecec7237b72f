import { Detection, type CachedAnalysis, MS_PER_DAY, NOTHING_REMEMBERED, type Sensitivity } from '../core';
import { asSourceError, type SourceError } from '../sources/errors';
import { type Progress } from '../sources/runSource';
import { type Known, mapAnswer } from './answer';
import { type CollectorOptions } from './collectorOptions';
import { completenessOf, type Standing } from './completeness';
import { localService } from './localService';
import { type NightService } from './nightService';
import { type NightStore } from './store/nightStore';
import { type LoadReport, NOTHING_LOADED } from './store/nightStoreOptions';
import { logRefresh, NO_REFRESH, pauseBefore, statusAfter } from './refreshStatus';
import { type Host } from './api/route';
import { type Snapshot, SnapshotMaker } from './snapshot';

/** Keeps a store of nights fresh from its source, and answers for them. */
export class Collector implements Host, Standing {
  status = NO_REFRESH;
  /** Whether the archive was read: before, answers would be those of an empty one. */
  isOpen = false;
  /** How far the refresh has come that goes on now; undefined where none does. */
  progress?: Progress;
  /** From when on the source was asked for nights, in milliseconds since 1970. */
  asksFrom = Infinity;
  private detection: Detection;
  private snapshots: SnapshotMaker;
  private answering: NightService;
  /** Resolves after the first load from the source, whether it succeeded or not. */
  readonly loaded: Promise<void>;
  private markLoaded!: () => void;
  private running?: Promise<void>;
  private detecting: Promise<void> = Promise.resolve();
  private isDetecting = false;
  private lookingUp: Promise<void> = Promise.resolve();
  private readonly closing = new AbortController();
  private remembered = NOTHING_REMEMBERED;

  constructor(readonly options: CollectorOptions) {
    this.loaded = new Promise((resolve) => (this.markLoaded = resolve));
    this.detection = this.makeDetection([]);
    this.snapshots = this.makeSnapshots();
    this.answering = this.makeService();
  }

  get store(): NightStore {
    return this.options.store;
  }

  get service(): NightService {
    return this.answering;
  }

  get snapshot(): Snapshot {
    return this.snapshots.latest;
  }

  get isCurrent(): boolean {
    return this.snapshots.isCurrent;
  }

  /** How much is known of what was found. */
  get known(): Known {
    return completenessOf(this, { from: Infinity, needsFindings: true }).known;
  }

  /** Returns what is known of all nights that there are, as soon as it is. */
  settled(): Promise<Snapshot> {
    return this.snapshots.make(this.closing.signal);
  }

  /** Reads the archive and what is known of changes; `log` is called for what can't be read. Finding changes goes on after. */
  async open(): Promise<void> {
    const { log, events, analyses, commits } = this.options;
    await this.store.open((error) => log(error.message, 'warn'));
    this.remembered = (await events?.read(log)) ?? NOTHING_REMEMBERED;
    await commits?.open();
    this.detection = this.makeDetection((await analyses?.read()) ?? []);
    this.snapshots = this.makeSnapshots();
    this.answering = this.makeService();
    this.isOpen = true;
    this.detecting = this.store.size > 0 ? this.detect() : Promise.resolve();
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

  /** Takes note that nothing can be had from the source: it refuses who asks. */
  fail(sourceFailure: SourceError): void {
    this.finish({ ...NOTHING_LOADED, failures: [sourceFailure] }, sourceFailure);
    this.markLoaded();
  }

  /** Ends what goes on, and waits until nothing is written any more. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled([this.running, this.detecting]).then(() => this.lookingUp);
  }

  private makeDetection(cached: readonly CachedAnalysis[]): Detection {
    const { sensitivity, helpers } = this.options;
    return new Detection({ cached, sensitivity, helpers });
  }

  private makeSnapshots(): SnapshotMaker {
    const { store, jobs, acknowledgements, now, branch } = this.options;
    return new SnapshotMaker({
      store,
      jobs,
      detection: this.detection,
      knowledge: () => ({
        acknowledgements: acknowledgements?.().acknowledgements,
        remembered: this.remembered,
        now: now(),
        branch,
      }),
    });
  }

  private makeService(): NightService {
    const { store, now, repositoryUrl, workflow, version, queue, commits } = this.options;
    const local = localService({
      store,
      snapshots: this.snapshots,
      now,
      repositoryUrl,
      workflow,
      completeness: (asked) => completenessOf(this, asked),
      sourceFails: () => this.status.sourceFailure !== undefined,
      queue,
      commits,
      loads: false,
    });
    return {
      ...local,
      query: (request, options) => {
        // Acknowledgements change, and end, without a night.
        this.lookAgain();
        return local.query(request, options);
      },
      summary: async (window) => {
        const { refreshed } = this.status;
        return mapAnswer(await local.summary(window), (summary) => ({ version, ...summary, refreshed }));
      },
    };
  }

  /** While nights come in it would find what is in a part of them. */
  private lookAgain(): void {
    const isBusy = this.running !== undefined || this.isDetecting || this.closing.signal.aborted;
    if (!isBusy && this.store.size > 0 && !this.snapshots.isCurrent) {
      this.detecting = this.detect();
    }
  }

  private async ask(): Promise<void> {
    const { store, days, keepDays = Infinity, now } = this.options;
    const before = store.version;
    const onProgress = (progress: Progress) => {
      this.progress = progress;
    };
    const window = { from: now() - Math.min(days, keepDays) * MS_PER_DAY, to: Infinity };
    let sourceFailure: SourceError | undefined;
    const options = { force: true, onProgress, signal: this.closing.signal };
    const report: LoadReport = await store.load(window, options).catch((error: unknown) => {
      sourceFailure = asSourceError(error);
      return { ...NOTHING_LOADED, failures: [sourceFailure] };
    });
    this.progress = undefined;
    if (!sourceFailure) {
      this.asksFrom = Math.min(this.asksFrom, (report.covers ?? window).from);
    }
    await this.dropOld();
    if (this.closing.signal.aborted) {
      return;
    }
    this.finish(report, sourceFailure);
    this.markLoaded();
    // Of no night too it is known then that nothing was found in it.
    const isFirstOfNone = store.size === 0 && !sourceFailure && this.snapshot.findings === null;
    if (store.version !== before || isFirstOfNone) {
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
    this.isDetecting = true;
    try {
      const { findings } = await this.settled();
      this.remembered = findings?.remembered ?? this.remembered;
      await events?.write(this.remembered);
      await analyses?.write(this.detection.cached());
      await this.store.save();
      this.lookingUp = this.lookUpCommits();
    } catch (error) {
      if (!this.closing.signal.aborted) {
        log(asSourceError(error).message, 'warn');
      }
    } finally {
      this.isDetecting = false;
    }
  }

  /** Their names come after the incidents: what is known of these does not wait for GitHub. */
  private async lookUpCommits(): Promise<void> {
    const { findings, table } = this.snapshots.latest;
    await this.lookingUp;
    await (findings && this.options.commits?.look(findings, table, this.closing.signal));
  }

  private finish(report: LoadReport, sourceFailure?: SourceError): void {
    const { log, now, store } = this.options;
    this.status = statusAfter(this.status, report, now(), sourceFailure);
    logRefresh(log, report, { size: store.size, isFirst: this.status.refreshes === 1 });
  }
}
