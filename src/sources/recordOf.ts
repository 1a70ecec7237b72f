import { bundleOf, type Issue, parseDocument, type RunRecord, type WorkflowRun } from '../core';

/** A file of a run's results, as text. */
interface NightFile {
  readonly name: string;
  readonly text: string;
}

/** Returns the record of a run whose document is known as text. */
export function recordOf(workflowRun: WorkflowRun, text: string): RunRecord {
  const { document, issues } = parseDocument(text, workflowRun.id);
  return document === undefined
    ? { workflowRun, text, absence: { kind: 'corrupt', message: issues.map(({ message }) => message).join('; ') } }
    : { workflowRun, document, text, issues };
}

/**
 * Returns the record of a run whose results are in several files: one document that holds them. A file that can't be parsed
 * stays in it as it came, for later versions to read.
 */
export function recordOfFiles(workflowRun: WorkflowRun, files: readonly NightFile[]): RunRecord {
  const [only] = files;
  if (files.length === 1 && only) {
    return recordOf(workflowRun, only.text);
  }
  const issues: Issue[] = [];
  const parts = files.map(({ name, text }) => {
    const parsed = parseDocument(text, workflowRun.id);
    issues.push(...parsed.issues);
    return [name, parsed.document ?? text] as const;
  });
  const document = bundleOf(parts);
  return { workflowRun, document, text: JSON.stringify(document), issues };
}
