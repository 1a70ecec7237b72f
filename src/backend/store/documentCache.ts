import { completeDocument, type Night, type NightTable, type Run, type RunRecord } from '../../core';
import { type Archive } from './archive';

/** Returns the runs of a window that have a document, newest first. */
export function runsWithDocuments({ runs }: NightTable, from: number, to: number): Run[] {
  return runs
    .filter(({ run, benchmarks, absence }) => (benchmarks > 0 || !absence) && run.time >= from && run.time <= to)
    .map(({ run }) => run)
    .sort((a, b) => b.time - a.time);
}

/** Hands on the run documents that a store has seen, as they came: from its archive, or from memory where there is none. */
export class DocumentCache {
  private readonly documents = new Map<string, unknown>();
  /** Runs whose documents lack a part of their identity, or are not JSON as they came. */
  private readonly rewritten = new Set<string>();

  constructor(
    private readonly archive: Archive | undefined,
    private readonly keepsAll: boolean
  ) {}

  remember({ document, text, issues = [] }: RunRecord, { run }: Night): void {
    if (document === undefined) {
      return;
    }
    if (!this.archive && this.keepsAll) {
      this.documents.set(run.id, document);
    }
    this.mark(run.id, completeDocument(document, run) !== document || issues.length > 0 || text === undefined);
  }

  mark(runId: string, isRewritten: boolean): void {
    if (isRewritten) {
      this.rewritten.add(runId);
    } else {
      this.rewritten.delete(runId);
    }
  }

  isRewritten(runId: string): boolean {
    return this.rewritten.has(runId);
  }

  /**
   * Returns how to get runs' documents as JSON texts, from one look into the archive; undefined where one is lost. `given` is
   * one that waits to be archived.
   */
  async reader(): Promise<(run: Run, given: unknown) => Promise<string | undefined>> {
    const read = await this.archive?.reader().catch(() => undefined);
    return async (run, given) => {
      const held = this.documents.get(run.id) ?? given;
      const { document, text } =
        held === undefined && read ? await read(run.id).catch(() => LOST) : { document: held, text: undefined };
      if (document === undefined) {
        return undefined;
      }
      return text && !this.rewritten.has(run.id) ? text : JSON.stringify(completeDocument(document, run));
    };
  }
}

const LOST: RunRecord = {};
