import { type Night, type WorkflowRun } from '../core';

/** Returns what is known of a run of which only the document is. */
export function workflowRunOf({ run }: Night): WorkflowRun {
  const { id, attempt, commit, branch, event, conclusion, time } = run;
  return { id, attempt, commit, branch, event, conclusion, createdAt: new Date(time).toISOString() };
}
