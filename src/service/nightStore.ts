import {
  buildNightTable,
  completeDocument,
  type Issue,
  type Night,
  type NightTable,
  readNight,
  type RunRecord,
  type Series,
  type WorkflowRun,
} from '../core';
import { asSourceError, type SourceError } from '../sources/errors';
import { type Progress, type Quota, type RunSource, type RunWindow } from '../sources/runSource';
import { type Archive } from './archive';
import { isFinal } from './isFinal';
import { SharedLoads } from './sharedLoads';

export interface NightStoreOptions {
  readonly source: RunSource;
  /** Where documents are kept for good. */
  readonly archive?: Archive;
  /** Keeps documents in memory where no archive has them, for hosts that hand them on. */
  readonly keepDocuments?: boolean;
  readonly now: () => number;
  /** How long what was loaded is good, in milliseconds. */
  readonly ttl: number;
}

export interface StoreLoadOptions {
  readonly signal?: AbortSignal;
  /** Asks the source even where what was loaded is good still. */
  readonly force?: boolean;
  readonly onProgress?: (progress: Progress) => void;
}

/** What came of a load. */
export interface LoadReport {
  /** How many runs are new, or newer. */
  readonly added: number;
  /** What failed while the rest came through: then the load is partial. */
  readonly failures: readonly SourceError[];
  readonly quota?: Quota;
}

/** How often the table is built anew while nights come in, in milliseconds. */
const BUILD_EVERY = 1000;
/**
 * All nights that a host knows: as rows in memory, as documents in an archive. It asks its source only for what it lacks,
 * whatever the window, and shares one load among all who ask at once.
 */
export class NightStore {
  /** Changes whenever the nights do. */
  version = 0;
  /** What is wrong with documents that can't be placed: they have no id, or no date. */
  unplaced: readonly Issue[] = [];
  private readonly nights = new Map<string, Night>();
  /** The last attempt of each run after which nothing new can come. */
  private readonly settled = new Map<string, number>();
  private readonly documents = new Map<string, unknown>();
  /** Runs whose documents lack a part of their identity, or are not JSON as they came. */
  private readonly rewritten = new Set<string>();
  /** Runs that could not be archived yet: that is tried again with each load. */
  private readonly unwritten = new Map<string, RunRecord>();
  private readonly series = new Map<string, Series>();
  private readonly loads: SharedLoads<LoadReport>;
  private built = { version: 0, at: -Infinity, table: buildNightTable([]) };
  private isLoading = false;

  constructor(private readonly options: NightStoreOptions) {
    this.loads = new SharedLoads(options, (window, signal, onProgress) => this.ask(window, signal, onProgress));
  }

  /** All nights as a table, built when it is first asked for; while nights come in, once in a while. */
  get table(): NightTable {
    const now = this.options.now();
    const mayWait = this.isLoading && now - this.built.at < BUILD_EVERY;
    if (this.built.version !== this.version && !mayWait) {
      this.built = { version: this.version, at: now, table: buildNightTable([...this.nights.values()]) };
    }
    return this.built.table;
  }

  get size(): number {
    return this.nights.size;
  }

  /** Reads the archive; `onBroken` is called for each file that can't be read. */
  async open(onBroken: (error: Error) => void): Promise<void> {
    await this.options.archive?.readAll((record) => {
      const night = this.remember(record);
      if (night && isFinal(record, this.options.now())) {
        this.settled.set(night.run.id, night.run.attempt);
      }
    }, onBroken);
  }

  /**
   * Asks the source for what is missing of a window, unless that was done lately.
   *
   * @throws SourceError where the source as a whole fails.
   */
  load(window: RunWindow, options: StoreLoadOptions = {}): Promise<LoadReport> {
    return this.loads.load(window, options);
  }

  /** Whether nothing new can come of asking for this run. */
  knows = ({ id, attempt }: WorkflowRun): boolean =>
    (this.settled.get(id) ?? 0) >= attempt || (this.unwritten.get(id)?.workflowRun?.attempt ?? 0) >= attempt;

  /** Returns the run documents of a window as JSON texts, newest first; one that the disk has lost is left out. */
  async *texts(from: number, to: number): AsyncGenerator<string> {
    const newestFirst = [...this.table.runs].sort((a, b) => b.run.time - a.run.time);
    for (const { run, benchmarks, absence } of newestFirst) {
      if ((benchmarks > 0 || !absence) && run.time >= from && run.time <= to) {
        const { document, text } = await this.document(run.id);
        if (document !== undefined) {
          yield text && !this.rewritten.has(run.id) ? text : JSON.stringify(completeDocument(document, run));
        }
      }
    }
  }

  private async ask(
    window: RunWindow,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void
  ): Promise<LoadReport & { covers?: RunWindow }> {
    this.isLoading = true;
    try {
      return await this.askSource(window, signal, onProgress);
    } finally {
      this.isLoading = false;
    }
  }

  private async askSource(
    window: RunWindow,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void
  ): Promise<LoadReport & { covers?: RunWindow }> {
    const notKept = await this.writeAgain();
    const added = new Map<RunRecord, Promise<SourceError | undefined>>();
    const take = (record: RunRecord) => added.set(record, added.get(record) ?? this.add(record));
    this.unplaced = [];
    const { records, failures, quota, covers } = await this.options.source.load(window, {
      signal,
      isKnown: this.knows,
      onRecord: (record, progress) => {
        take(record);
        onProgress(progress);
      },
    });
    records.forEach(take);
    const unkept = (await Promise.all(added.values())).filter((failure) => failure !== undefined);
    return { added: added.size, failures: [...failures, ...notKept, ...unkept], quota, covers };
  }

  /** Takes in a record, and archives it before it counts as known. Returns why it could not be archived, if so. */
  private async add(record: RunRecord): Promise<SourceError | undefined> {
    const night = this.remember(record);
    if (!night) {
      return undefined;
    }
    const workflowRun = record.workflowRun ?? workflowRunOf(night);
    return isFinal(record, this.options.now()) ? this.keep({ ...record, workflowRun }) : undefined;
  }

  private async keep(record: RunRecord & { readonly workflowRun: WorkflowRun }): Promise<SourceError | undefined> {
    const { id, attempt } = record.workflowRun;
    try {
      await this.options.archive?.write(record);
      this.settled.set(id, Math.max(attempt, this.settled.get(id) ?? 0));
      this.unwritten.delete(id);
      return undefined;
    } catch (error) {
      this.unwritten.set(id, record);
      return asSourceError(error);
    }
  }

  private async writeAgain(): Promise<SourceError[]> {
    const failures: SourceError[] = [];
    for (const record of [...this.unwritten.values()]) {
      const failure = await this.keep(record as RunRecord & { readonly workflowRun: WorkflowRun });
      failures.push(...(failure ? [failure] : []));
    }
    return failures;
  }

  /** Keeps a record's rows. A re-run that left no results does not take away those of the attempt before. */
  private remember(record: RunRecord): Night | undefined {
    const { night, issues } = readNight(record);
    if (!night) {
      this.unplaced = [...this.unplaced, ...issues.slice(0, 1)].slice(0, MOST_UNPLACED);
      return undefined;
    }
    const known = this.nights.get(night.run.id);
    if (known && (known.run.attempt > night.run.attempt || (night.absence && known.rows.length > 0))) {
      return night;
    }
    this.nights.set(night.run.id, this.compact(night));
    this.version += 1;
    this.rememberDocument(record, night);
    return night;
  }

  private rememberDocument({ document, text, issues = [] }: RunRecord, { run }: Night): void {
    if (document === undefined) {
      return;
    }
    if (!this.options.archive && this.options.keepDocuments) {
      this.documents.set(run.id, document);
    }
    if (completeDocument(document, run) !== document || issues.length > 0 || text === undefined) {
      this.rewritten.add(run.id);
    } else {
      this.rewritten.delete(run.id);
    }
  }

  /** Series recur night after night: each is kept once. */
  private compact(night: Night): Night {
    const rows = night.rows.map(({ series, values }) => {
      const known = this.series.get(series.id) ?? series;
      this.series.set(series.id, known);
      return { series: known, values };
    });
    return { ...night, rows };
  }

  private async document(runId: string): Promise<RunRecord> {
    const inMemory = this.documents.get(runId) ?? this.unwritten.get(runId)?.document;
    return inMemory === undefined && this.options.archive
      ? this.options.archive.read(runId).catch(() => ({}))
      : { document: inMemory };
  }
}

/** So many are named; a source that has nothing else would fill the memory. */
const MOST_UNPLACED = 100;

/** What is known of a run of which only the document is. */
function workflowRunOf({ run }: Night): WorkflowRun {
  const { id, attempt, commit, branch, event, conclusion, time } = run;
  return { id, attempt, commit, branch, event, conclusion, createdAt: new Date(time).toISOString() };
}
