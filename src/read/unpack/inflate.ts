import { buf as crc32 } from 'crc-32';

import { concatBytes } from '../../lib/bytes';
import { type Issue, makeIssue } from '../../model/issue';
import { type UnpackLimits } from './limits';

/** What is used of a jszip entry: jszip documents `internalStream`, but its types leave it out, and the checksum. */
export interface StreamingEntry {
  internalStream(type: 'uint8array'): ByteStream;
  readonly _data: { readonly crc32: number };
}

interface ByteStream {
  on(event: 'data', listener: (chunk: Uint8Array) => void): this;
  on(event: 'error', listener: (error: Error) => void): this;
  on(event: 'end', listener: () => void): this;
  pause(): this;
  resume(): this;
}

/** The bytes of an entry, or what is wrong with it. */
interface Inflated {
  readonly bytes?: Uint8Array;
  readonly issues: readonly Issue[];
}

/**
 * Returns the bytes of an entry, which are counted and summed up as it unpacks: the sizes that a zip declares are not believed, and
 * nothing is unpacked to be checked before. `packedBytes` is the size of the whole zip, an upper bound of the entry's own.
 */
export function inflate(
  entry: StreamingEntry,
  where: string,
  packedBytes: number,
  limits: UnpackLimits
): Promise<Inflated> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    let checksum = 0;
    const stream = entry.internalStream('uint8array');
    const damaged = (why: string) => resolve({ issues: [makeIssue('notAZip', where, 'a whole entry', why)] });
    const refuse = (expected: string) => {
      stream.pause();
      chunks.length = 0;
      resolve({ issues: [makeIssue('tooLarge', where, expected, 'more')] });
    };
    stream
      .on('data', (chunk) => {
        size += chunk.length;
        if (size > limits.unpackedBytes) {
          refuse(`at most ${limits.unpackedBytes} bytes unpacked`);
        } else if (size > limits.ratioFromBytes && size > packedBytes * limits.ratio) {
          refuse(`at most ${limits.ratio} times its packed size`);
        } else {
          checksum = crc32(chunk, checksum);
          chunks.push(chunk);
        }
      })
      .on('error', (error) => damaged(error.message))
      .on('end', () =>
        // jszip reads the checksum without its sign.
        checksum >>> 0 === entry._data.crc32 >>> 0
          ? resolve({ bytes: concatBytes(chunks, size), issues: [] })
          : damaged('one with another checksum')
      )
      .resume();
  });
}
