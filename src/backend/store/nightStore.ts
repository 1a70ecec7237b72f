import {
  type Issue,
  MS_PER_DAY,
  type Night,
  type NightTable,
  packNight,
  type PackedNight,
  parseTime,
  readNight,
  type RunRecord,
  SeriesDictionary,
  SeriesPool,
  type WorkflowRun,
  isNewer,
} from '../../core';
import { type SourceError } from '../../sources/errors';
import { type Progress, type RunWindow } from '../../sources/runSource';
import { Archiving } from './archiving';
import { BuiltTable } from './builtTable';
import { workflowRunOf } from './archiveForm';
import { DocumentCache, runsWithDocuments } from './documentCache';
import { type ArchivedNight } from './nightMemory';
import { TakenOut } from './invalidRuns';
import { type LoadReport, type NightStoreOptions, type StoreLoadOptions } from './nightStoreOptions';
import { SharedLoads } from './sharedLoads';

/**
 * All nights that a host knows: packed in memory, as documents in an archive. It asks its source only for what it lacks,
 * whatever the window, and shares one load among all who ask at once.
 */
export class NightStore {
  /** What is wrong with documents that can't be placed: they have no id, or no date. */
  unplaced: readonly Issue[] = [];
  private readonly nights = new Map<string, PackedNight>();
  private readonly dictionary = new SeriesDictionary();
  private readonly pool = new SeriesPool();
  private readonly documents: DocumentCache;
  private readonly archiving: Archiving;
  private readonly loads: SharedLoads<LoadReport>;
  private readonly built: BuiltTable;

  private readonly takenOut: TakenOut;

  constructor(private readonly options: NightStoreOptions) {
    this.takenOut = new TakenOut(options.invalid, options.archive);
    this.built = new BuiltTable(this.nights, this.dictionary, { ...options, invalid: this.takenOut.runs });
    this.archiving = new Archiving(options.archive);
    this.documents = new DocumentCache(options.archive, options.keepDocuments ?? false);
    this.loads = new SharedLoads(options, (window, signal, onProgress) => this.ask(window, signal, onProgress));
  }

  /** Changes whenever the nights do. */
  get version(): number {
    return this.built.newest;
  }

  /** All nights as a table, built when it is first asked for; while nights come in, once in a while. */
  get table(): NightTable {
    return this.built.table;
  }

  /** The version of the nights that the table has. */
  get tableVersion(): number {
    return this.built.version;
  }

  get size(): number {
    return this.nights.size;
  }

  /** Reads the archive; `onBroken` is called for each file that can't be read. */
  async open(onBroken: (error: Error) => void): Promise<void> {
    const archived = new Map((await this.options.memory?.read(this.dictionary))?.map((one) => [one.night.run.id, one]));
    await this.options.archive?.readAll({
      onBroken,
      isKnown: (runId, version) => this.restore(archived.get(runId), version),
      onRecord: (record) => {
        const night = this.remember(record);
        if (night && isFinal(record, this.options.now(), this.options.asked)) {
          this.archiving.found(night.run.id, night.run.attempt);
        }
      },
    });
    await this.takenOut.read().catch(onBroken);
    await this.built.settle();
  }

  /** Keeps the nights packed, for the next start. @throws SourceError where they can't be written. */
  async save(): Promise<void> {
    const { archive, memory } = this.options;
    const versions = (memory && (await archive?.versions())) ?? new Map<string, string>();
    const packed = [...this.nights.values()].flatMap((night): ArchivedNight[] => {
      const { id } = night.run;
      const [version, attempt] = [versions.get(id), this.archiving.attemptOf(id)];
      const isKept = version !== undefined && attempt !== undefined && !night.absence && night.series.length > 0;
      return isKept ? [{ night, attempt, version, rewritten: this.documents.isRewritten(id) }] : [];
    });
    await memory?.write(packed, this.dictionary);
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
  knows = (run: WorkflowRun): boolean => this.archiving.knows(run);

  /** Returns the run documents of a window as JSON texts, newest first; one that the disk has lost is left out. */
  async *texts(from: number, to: number): AsyncGenerator<string> {
    const runs = runsWithDocuments(this.table, from, to);
    const textOf = await this.documents.reader();
    for (const run of runs) {
      const text = await textOf(run, this.archiving.waiting(run.id));
      if (text !== undefined) {
        yield text;
      }
    }
  }

  /** Returns how many documents a window has, and a text that is the same as long as they are. */
  documentsIn(from: number, to: number): { readonly count: number; readonly key: string } {
    const runs = runsWithDocuments(this.table, from, to);
    const count = runs.length;
    return { count, key: `${this.built.version} ${count} ${runs[0]?.id} ${runs.at(-1)?.id}` };
  }

  /**
   * Forgets the nights that are older than a time, and removes them from the archive. Returns how many they were.
   *
   * @throws SourceError where files can't be removed.
   */
  async dropBefore(time: number): Promise<number> {
    const old = [...this.nights.values()].filter(({ run }) => (run.createdAt ?? run.time) < time);
    await this.options.archive?.remove(new Set(old.map(({ run }) => run.id)));
    old.forEach(({ run }) => this.nights.delete(run.id));
    this.built.newest += old.length > 0 ? 1 : 0;
    await this.built.settle();
    return old.length;
  }

  private async ask(
    window: RunWindow,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void
  ): Promise<LoadReport> {
    this.built.isChanging = true;
    try {
      const report = await this.askSource(window, signal, onProgress);
      await this.built.settle();
      return report;
    } finally {
      this.built.isChanging = false;
    }
  }

  private async askSource(
    window: RunWindow,
    signal: AbortSignal,
    onProgress: (progress: Progress) => void
  ): Promise<LoadReport> {
    this.built.newest += Number(await this.takenOut.read());
    const notKept = await this.archiving.keepWaiting();
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
    return { added: added.size, failures, unkept: [...notKept, ...unkept], quota, covers };
  }

  /** Takes in a record, and archives it before it counts as known. Returns why it could not be archived, if so. */
  private async add(record: RunRecord): Promise<SourceError | undefined> {
    const night = this.remember(record);
    if (!night) {
      return undefined;
    }
    const workflowRun = record.workflowRun ?? workflowRunOf(night);
    return isFinal(record, this.options.now(), this.options.asked)
      ? this.archiving.keep({ ...record, workflowRun })
      : undefined;
  }

  /** Keeps a record's rows. A re-run that left no results does not take away those of the attempt before. */
  private remember(record: RunRecord): Night | undefined {
    const { night, issues } = readNight(record, this.pool);
    if (!night) {
      this.unplaced = [...this.unplaced, ...issues.slice(0, 1)].slice(0, MOST_UNPLACED);
      return undefined;
    }
    const known = this.nights.get(night.run.id);
    if (known && (isNewer(known.run, night.run) || (night.absence && known.series.length > 0))) {
      return night;
    }
    this.nights.set(night.run.id, packNight(night, this.dictionary));
    this.built.newest += 1;
    this.documents.remember(record, night);
    return night;
  }

  /** Takes a night as it was kept, if it was made of the same files. */
  private restore(archived: ArchivedNight | undefined, version: string): boolean {
    if (archived?.version !== version) {
      return false;
    }
    const { run } = archived.night;
    this.nights.set(run.id, archived.night);
    this.archiving.found(run.id, archived.attempt);
    this.documents.mark(run.id, archived.rewritten);
    this.built.newest += 1;
    return true;
  }
}

/** So many are named; a source that has nothing else would fill the memory. */
const MOST_UNPLACED = 100;

/** So long after it ended, a run without results will have none any more. */
const FINAL_AFTER = MS_PER_DAY;
const NEVER_BACK = new Set(['expired', 'tooLarge']);
/** What a token may still bring, a missing token must not shut out; the same holds for what a browser can't read. */
const NEVER_FINAL = new Set(['unauthorised', 'network']);

/**
 * Returns whether asking for a run again brings nothing new: its document is there, its absence can't change, or it has been
 * over for a day. `now` is in milliseconds since 1970; `asked` is the name that artifacts have now: that there is none of
 * another name says nothing.
 */
function isFinal({ workflowRun, absence, text }: RunRecord, now: number, asked?: string): boolean {
  if (absence?.kind === 'notFound' && asked !== undefined && absence.asked !== asked) {
    return false;
  }
  if (!absence || text !== undefined || NEVER_BACK.has(absence.kind)) {
    return true;
  }
  const ended = parseTime(workflowRun?.updatedAt ?? workflowRun?.createdAt ?? '');
  return now - ended > FINAL_AFTER && !NEVER_FINAL.has(absence.kind);
}
