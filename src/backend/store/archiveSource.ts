import { parseTime, type RunRecord, type WorkflowRun } from '../../core';
import { type SourceError } from '../../sources/errors';
import { type RunSource } from '../../sources/runSource';
import { type Archive } from './archive';

/** Returns the source that reads the runs of an archive. What can't be read is a failure. */
export function archiveSource(archive: Archive): RunSource {
  return {
    async load(window, { signal, isKnown, onRecord } = {}) {
      const found: Array<RunRecord & { readonly workflowRun: WorkflowRun }> = [];
      const failures: SourceError[] = [];
      await archive.readAll({
        onRecord: ({ workflowRun, ...rest }) => workflowRun && found.push({ ...rest, workflowRun }),
        onBroken: (error) => failures.push(error),
      });
      signal?.throwIfAborted();
      const createdAt = ({ workflowRun }: { workflowRun: WorkflowRun }) => parseTime(workflowRun.createdAt);
      const records = found
        .filter((record) => createdAt(record) >= window.from && createdAt(record) <= window.to)
        .filter(({ workflowRun }) => !isKnown?.(workflowRun))
        .sort((a, b) => createdAt(b) - createdAt(a));
      records.forEach((record, index) => onRecord?.(record, { done: index + 1, total: records.length }));
      return { records, failures };
    },
  };
}
