import { basename, dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { completeDocument, type Night, type RunRecord } from '../../core';
import { writeWhole } from '../node/nodeFiles';

/**
 * Returns a record's document as JSON text: as it came, where it is sound and lacks nothing of its run; otherwise with what it
 * lacks filled in. Undefined where there is none.
 */
export function documentText({ document, text, issues }: RunRecord, night: Night | undefined): string | undefined {
  if (document === undefined) {
    return undefined;
  }
  const complete = night ? completeDocument(document, night.run) : document;
  return complete === document && text && !issues?.length ? text.trim() : JSON.stringify(complete);
}

/** Writes to the file, whole or not at all, or to standard output where none is named. */
export async function writeOut(body: string | Uint8Array | AsyncIterable<string>, file?: string): Promise<void> {
  if (file) {
    await writeWhole(dirname(file), basename(file), body);
  } else if (typeof body === 'string' || body instanceof Uint8Array) {
    process.stdout.write(body);
  } else {
    await pipeline(Readable.from(body), process.stdout, { end: false });
  }
}
