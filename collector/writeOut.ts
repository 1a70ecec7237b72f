import { basename, dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { writeWhole } from './nodeFiles';

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
