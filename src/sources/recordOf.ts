import { parseDocument, type RunRecord, type WorkflowRun } from '../core';

/** Returns the record of a run whose document is known as text. */
export function recordOf(workflowRun: WorkflowRun, text: string): RunRecord {
  const { document, issues } = parseDocument(text, workflowRun.id);
  return document === undefined
    ? { workflowRun, text, absence: { kind: 'corrupt', message: issues.map(({ message }) => message).join('; ') } }
    : { workflowRun, document, text, issues };
}
