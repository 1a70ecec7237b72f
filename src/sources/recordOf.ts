import { bundleOf, parseDocument, parseFile, type RunRecord, type WorkflowRun } from '../core';

/** A file of a run's results, as text. */
export interface NightFile {
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
 * Returns the record of a run by its files. One document of JSON stays as it is; several, and one that is a list, are held by
 * one that has their names. A file that can't be parsed stays in it as it came, for later versions to read.
 */
export async function recordOfFiles(workflowRun: WorkflowRun, files: readonly NightFile[]): Promise<RunRecord> {
  const parsed = await Promise.all(
    files.map(async (file) => ({ ...file, ...(await parseFile(file, workflowRun.id)) }))
  );
  const [only] = parsed;
  if (only && parsed.length === 1 && (isObject(only.document) || only.document === undefined)) {
    return recordOf(workflowRun, only.text);
  }
  const document = bundleOf(parsed.map((file) => [file.name, file.document ?? file.text] as const));
  return { workflowRun, document, text: JSON.stringify(document), issues: parsed.flatMap(({ issues }) => issues) };
}

function isObject(document: unknown): boolean {
  return typeof document === 'object' && document !== null && !Array.isArray(document);
}
