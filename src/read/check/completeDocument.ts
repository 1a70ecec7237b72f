import { isFields } from '../../lib/types';
import { type Run } from '../../model/run';

const FIELDS = ['run_id', 'run_date', 'commit_sha', 'branch'] as const;

/**
 * Returns a run document with what it lacks of its identity filled in from the run; the document itself where it lacks
 * nothing. Everything else stays as it came.
 */
export function completeDocument(document: unknown, run: Run): unknown {
  if (!isFields(document) || FIELDS.every((name) => document[name])) {
    return document;
  }
  const known = {
    run_id: run.id,
    run_date: new Date(run.time).toISOString(),
    commit_sha: run.commit,
    branch: run.branch,
  };
  return { ...document, ...Object.fromEntries(FIELDS.map((name) => [name, document[name] || known[name]])) };
}
