import {
  type Night,
  type NightTable,
  type RunRecord,
  type WorkflowRun,
  buildNightTable,
  completeDocument,
  readNight,
} from '../src/core';
import { type Archive } from './archive';

/** All nights the collector knows, in memory as rows, on disk as documents. */
export class NightStore {
  /** Changes whenever the nights do. */
  version = 0;
  table: NightTable = buildNightTable([]);
  private readonly nights = new Map<string, Night>();
  private readonly attempts = new Map<string, number>();
  /** The documents where no archive has them, as for the demo. */
  private readonly documents = new Map<string, unknown>();
  /** Runs whose documents lack a part of their identity. */
  private readonly incomplete = new Set<string>();

  constructor(private readonly archive?: Archive) {}

  /** Reads the archive; `onBroken` is told of each file that can't be read. */
  async open(onBroken: (error: Error) => void): Promise<void> {
    await this.archive?.readAll((record) => this.remember(record), onBroken);
    this.rebuild();
  }

  get size(): number {
    return this.nights.size;
  }

  /** Whether nothing new can come of asking for this run. */
  knows = (run: WorkflowRun): boolean => (this.attempts.get(run.id) ?? 0) >= run.attempt;

  /** Takes in a record and archives it. A re-run that left no results does not take away those of the try before. */
  async add(record: RunRecord): Promise<void> {
    const { workflowRun, absence } = record;
    if (workflowRun && absence && (this.nights.get(workflowRun.id)?.rows.length ?? 0) > 0) {
      this.attempts.set(workflowRun.id, workflowRun.attempt);
      const known = await this.archive?.read(workflowRun.id);
      return known && this.archive?.write({ ...known, workflowRun });
    }
    this.remember(record);
    return isFinal(record) ? this.archive?.write(record) : undefined;
  }

  /** To be called when all has been added. */
  rebuild(): void {
    this.table = buildNightTable([...this.nights.values()]);
    this.version += 1;
  }

  /** Returns the run documents of a window as JSON texts, newest first; one that the disk has lost is left out. */
  async *texts(from: number, to: number): AsyncGenerator<string> {
    for (const { run, absence } of [...this.table.runs].reverse()) {
      if (!absence && run.time >= from && run.time <= to) {
        const { document, text } = await this.document(run.id);
        if (document !== undefined) {
          yield text && !this.incomplete.has(run.id) ? text : JSON.stringify(completeDocument(document, run));
        }
      }
    }
  }

  private async document(runId: string): Promise<RunRecord> {
    const known = this.documents.get(runId);
    return known === undefined && this.archive ? this.archive.read(runId).catch(() => ({})) : { document: known };
  }

  private remember(record: RunRecord): void {
    const { night } = readNight(record);
    if (!night) {
      return;
    }
    const { run } = night;
    this.nights.set(run.id, night);
    if (isFinal(record)) {
      this.attempts.set(run.id, run.attempt);
    }
    if (record.document !== undefined) {
      if (!this.archive) {
        this.documents.set(run.id, record.document);
      }
      if (completeDocument(record.document, run) !== record.document) {
        this.incomplete.add(run.id);
      }
    }
  }
}

/** What a token may still bring, a missing token must not shut out. */
function isFinal({ absence }: RunRecord): boolean {
  return absence?.kind !== 'unauthorised';
}
