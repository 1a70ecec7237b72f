import { Base64 } from 'js-base64';

import { type Absence, type RunRecord, unpack, type WorkflowRun } from '../core';
import { recordOfFiles } from './recordOf';

/** Bytes as text, as a data URL has them: so an archive keeps what this version can't read. */
const MARK = 'data:application/octet-stream;base64,';
/** Larger ones are not kept: they would be most of an archive. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Returns bytes as text, or undefined where they are too many to be kept. */
export function packedText(bytes: Uint8Array): string | undefined {
  return bytes.byteLength <= MOST_BYTES ? MARK + Base64.fromUint8Array(bytes) : undefined;
}

/** Whether a run's text is bytes that a version before could not read. */
export function isPacked(text: string): boolean {
  return text.startsWith(MARK);
}

/** Returns the record of a run whose bytes were kept as text: read by this version if it can, otherwise as it was. */
export async function recordOfPacked(workflowRun: WorkflowRun, text: string, absence?: Absence): Promise<RunRecord> {
  const bytes = Base64.toUint8Array(text.slice(MARK.length));
  const { files, issues } = await unpack(bytes, workflowRun.id, '');
  const message = issues.map((issue) => issue.message).join('; ');
  return files.length > 0
    ? recordOfFiles(workflowRun, files)
    : { workflowRun, text, absence: absence ?? { kind: 'corrupt', message } };
}
