import { type Night, type WorkflowRun } from '../core';

/** Returns what is known of a run of which only the document is. */
export function workflowRunOf({ run }: Night): WorkflowRun {
  const { id, attempt, commit, branch, event, conclusion, workflow, time } = run;
  const createdAt = new Date(time).toISOString();
  return { id, attempt, commit, branch, event, conclusion, createdAt, ...(workflow && { workflow }) };
}
