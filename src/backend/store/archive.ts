import pLimit from 'p-limit';

import { groupBy, type InvalidRuns, type RunRecord, type WorkflowRun } from '../../core';
import { asSourceError, SourceError } from '../../sources/errors';
import { readForm, writeForm } from './archiveForm';
import { type FileInfo, type Files, type Sha256 } from './files';
import { readInvalidRuns, writeInvalidRuns } from './invalidRuns';

const OPEN_AT_ONCE = 4;
const RUN_FILE = /^(\d{1,20})(?:-(\d{1,6}))?\.(json|night)$/;

/** Who wants to know of the runs in an archive. */
interface Readers {
  /** Called with each run that can be read. */
  readonly onRecord: (record: RunRecord) => void;
  /** Called with an error for each file that can't be read. */
  readonly onBroken: (error: SourceError) => void;
  /** Says of which runs nothing need be read, for this version of their files is known. */
  readonly isKnown?: (runId: string, version: string) => boolean;
}

/**
 * Returns a run of the archive, of its last attempt that has results.
 *
 * @throws SourceError where none of its files can be read.
 */
type ReadRun = (runId: string) => Promise<RunRecord>;

type ArchivedRun = RunRecord & { readonly workflowRun: WorkflowRun };

/**
 * Keeps runs for good, one file per run and attempt. What is there is never replaced by an absence; a file that can't be
 * read is left alone, and a copy of it stays where the run is fetched again.
 */
export class Archive {
  constructor(
    readonly files: Files,
    private readonly sha256: Sha256
  ) {}

  /** Reads all runs that are not known. */
  async readAll({ onRecord, onBroken, isKnown }: Readers): Promise<void> {
    const limit = pLimit(OPEN_AT_ONCE);
    const byRun = groupBy(await this.runFiles(), ({ runId }) => runId);
    await Promise.all(
      [...byRun.values()].map((files) =>
        limit(async () => {
          if (isKnown?.(files[0]!.runId, versionOf(files))) {
            return;
          }
          const archived = await this.readEach(files, onBroken);
          const record = latestOf(archived);
          if (record) {
            onRecord(record);
          }
        })
      )
    );
  }

  /** Returns the version of each run's files: it changes when one of them does. */
  async versions(): Promise<ReadonlyMap<string, string>> {
    const byRun = groupBy(await this.runFiles(), ({ runId }) => runId);
    return new Map([...byRun].map(([runId, files]) => [runId, versionOf(files)]));
  }

  /** Looks into the folder once, and returns how to read the runs that it holds. */
  async reader(): Promise<ReadRun> {
    const byRun = groupBy(await this.runFiles(), ({ runId }) => runId);
    return async (runId) => {
      let failure = new SourceError('notFound', `The archive has no run ${runId}`, {
        request: { method: 'READ', url: this.files.path },
      });
      const archived = await this.readEach(byRun.get(runId) ?? [], (error) => (failure = error));
      const record = latestOf(archived);
      if (!record) {
        throw failure;
      }
      return record;
    };
  }

  /**
   * Keeps a run.
   *
   * @throws SourceError where it can't be written, or has no number.
   */
  async write(record: RunRecord): Promise<void> {
    const { workflowRun } = record;
    const name = `${workflowRun?.id}-${workflowRun?.attempt}.night`;
    if (!workflowRun || !RUN_FILE.test(name)) {
      throw new SourceError('corrupt', `A run without a number can't be archived: ${workflowRun?.id ?? 'none'}`, {
        advice: 'Look at the run: its id must be a number.',
      });
    }
    const request = { method: 'WRITE', url: `${this.files.path}/${name}` };
    try {
      const text = await writeForm(record, workflowRun, this.sha256);
      if (await this.mayReplace(name, record)) {
        await this.files.write(name, text);
      }
    } catch (error) {
      throw asSourceError(error, request, 'Check the free space and the permissions of the folder.');
    }
  }

  /** Returns the runs that its own list takes out. @throws SourceError where that can't be read. */
  async invalidRuns(): Promise<InvalidRuns> {
    return readInvalidRuns(this.files);
  }

  /** Takes runs out, or in again where there is no reason. Returns those that are out then. */
  async invalidate(runIds: readonly string[], reason: string | undefined): Promise<InvalidRuns> {
    const runs = new Map(await this.invalidRuns());
    runIds.forEach((id) => (reason === undefined ? runs.delete(id) : runs.set(id, reason)));
    await writeInvalidRuns(this.files, runs);
    return runs;
  }

  /** Removes all files of some runs. @throws SourceError where one can't be removed. */
  async remove(runIds: ReadonlySet<string>): Promise<void> {
    for (const { name } of (await this.runFiles()).filter(({ runId }) => runIds.has(runId))) {
      await this.files.remove(name).catch((error: unknown) => {
        throw asSourceError(error, { method: 'REMOVE', url: `${this.files.path}/${name}` }, 'Check its permissions.');
      });
    }
  }

  /** Whether a file may be written: nothing is there, or what is there has no results, or is damaged and kept beside. */
  private async mayReplace(name: string, record: RunRecord): Promise<boolean> {
    const text = await this.files.read(name);
    if (text === undefined) {
      return true;
    }
    const hasResults = record.document !== undefined || record.text !== undefined;
    try {
      const archived = await readForm(text, this.requestOf(name), this.sha256);
      const isAnotherAbsence = archived.text === undefined && archived.absence?.asked !== record.absence?.asked;
      return hasResults ? archived.text !== record.text : isAnotherAbsence;
    } catch (error) {
      if (error instanceof SourceError && error.kind === 'corrupt' && hasResults) {
        await this.files.write(`${name}.damaged`, text);
        return true;
      }
      throw error;
    }
  }

  private async readEach(files: readonly RunFile[], onBroken: (error: SourceError) => void): Promise<ArchivedRun[]> {
    const archived: ArchivedRun[] = [];
    for (const { name, runId } of files) {
      try {
        const text = (await this.files.read(name)) ?? '';
        const record = await readForm(text, this.requestOf(name), this.sha256);
        if (record.workflowRun.id === runId) {
          archived.push(record);
        } else {
          throw new SourceError('corrupt', `The archived run is ${record.workflowRun.id}`, {
            request: this.requestOf(name),
            advice: 'The file was renamed: give it back its name.',
          });
        }
      } catch (error) {
        onBroken(asSourceError(error, this.requestOf(name)));
      }
    }
    return archived;
  }

  private async runFiles(): Promise<RunFile[]> {
    const files = await this.files.list().catch((error: unknown) => {
      throw asSourceError(error, { method: 'LIST', url: this.files.path }, 'Check that the folder can be read.');
    });
    return files.flatMap(({ name, version }) => {
      const runId = RUN_FILE.exec(name)?.[1];
      return runId === undefined ? [] : [{ name, version, runId }];
    });
  }

  private requestOf(name: string) {
    return { method: 'READ', url: `${this.files.path}/${name}` };
  }
}

interface RunFile extends FileInfo {
  readonly runId: string;
}

function versionOf(files: readonly RunFile[]): string {
  return files
    .map(({ name, version }) => `${name} ${version}`)
    .sort()
    .join(', ');
}

/** The results of the last attempt that left any, with what is known of the last attempt. */
function latestOf(archived: readonly ArchivedRun[]): ArchivedRun | undefined {
  const ascending = [...archived].sort((a, b) => a.workflowRun.attempt - b.workflowRun.attempt);
  const last = ascending.at(-1);
  const withResults = ascending.findLast(({ document, text }) => document !== undefined || text !== undefined);
  return withResults && last ? { ...withResults, workflowRun: last.workflowRun } : last;
}
