import { type RunRecord, type WorkflowRun } from '../../core';
import { asSourceError, type SourceError } from '../../sources/errors';
import { type Archive } from './archive';

type Keepable = RunRecord & { readonly workflowRun: WorkflowRun };

/** Writes runs to an archive before they count as known; what could not be written waits, and is tried again. */
export class Archiving {
  /** The last attempt of each run after which nothing new can come. */
  private readonly archived = new Map<string, number>();
  private readonly unwritten = new Map<string, Keepable>();

  constructor(private readonly archive: Archive | undefined) {}

  /** Whether nothing new can come of asking for this run. */
  knows({ id, attempt }: WorkflowRun): boolean {
    return (this.archived.get(id) ?? 0) >= attempt || (this.unwritten.get(id)?.workflowRun.attempt ?? 0) >= attempt;
  }

  /** Takes note of a run that the archive has. */
  found(runId: string, attempt: number): void {
    this.archived.set(runId, attempt);
  }

  /** Returns the last attempt of a run that is archived, if any is. */
  attemptOf(runId: string): number | undefined {
    return this.archived.get(runId);
  }

  /** Returns the document of a run that waits. */
  waiting(runId: string): unknown {
    return this.unwritten.get(runId)?.document;
  }

  /** Archives a run. Returns why that failed, if so. */
  async keep(record: Keepable): Promise<SourceError | undefined> {
    const { id, attempt } = record.workflowRun;
    try {
      await this.archive?.write(record);
      this.archived.set(id, Math.max(attempt, this.archived.get(id) ?? 0));
      this.unwritten.delete(id);
      return undefined;
    } catch (error) {
      this.unwritten.set(id, record);
      return asSourceError(error);
    }
  }

  /** Tries again what could not be written; returns what fails still. */
  async keepWaiting(): Promise<SourceError[]> {
    const failures: SourceError[] = [];
    for (const record of [...this.unwritten.values()]) {
      const failure = await this.keep(record);
      failures.push(...(failure ? [failure] : []));
    }
    return failures;
  }
}
