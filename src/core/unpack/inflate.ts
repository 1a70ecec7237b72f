import { type Issue, makeIssue } from '../model/issue';
import { type UnpackLimits } from './limits';

/** What is used of a jszip entry: jszip documents `internalStream`, but its types leave it out. */
export interface StreamingEntry {
  internalStream(type: 'text'): TextStream;
}

interface TextStream {
  on(event: 'data', listener: (chunk: string) => void): this;
  on(event: 'error', listener: (error: Error) => void): this;
  on(event: 'end', listener: () => void): this;
  pause(): this;
  resume(): this;
}

/**
 * Returns the text of an entry, whose characters are counted as it unpacks: the sizes that a zip declares are not believed.
 * `packedBytes` is the size of the whole zip, an upper bound of the entry's own.
 */
export function inflate(
  entry: StreamingEntry,
  where: string,
  packedBytes: number,
  limits: UnpackLimits
): Promise<{ readonly text?: string; readonly issues: readonly Issue[] }> {
  return new Promise((resolve) => {
    const chunks: string[] = [];
    let size = 0;
    const stream = entry.internalStream('text');
    const refuse = (expected: string) => {
      stream.pause();
      chunks.length = 0;
      resolve({ issues: [makeIssue('tooLarge', where, expected, 'more')] });
    };
    stream
      .on('data', (chunk) => {
        size += chunk.length;
        if (size > limits.unpackedLength) {
          refuse(`at most ${limits.unpackedLength} characters unpacked`);
        } else if (size > limits.ratioFromBytes && size > packedBytes * limits.ratio) {
          refuse(`at most ${limits.ratio} times its packed size`);
        } else {
          chunks.push(chunk);
        }
      })
      .on('error', (error) => resolve({ issues: [makeIssue('notAZip', where, 'a whole entry', error.message)] }))
      .on('end', () => resolve({ text: chunks.join(''), issues: [] }))
      .resume();
  });
}
