/** A file of a folder; its version changes when its contents do. */
export interface FileInfo {
  readonly name: string;
  readonly version: string;
}

/** A folder of files, as a host has it. Names are plain, without a path. */
export interface Files {
  /** Where it is, for messages. */
  readonly path: string;
  list(): Promise<readonly FileInfo[]>;
  /** Returns the file's text, or undefined where there is none of that name. */
  read(name: string): Promise<string | undefined>;
  /** Writes a file as a whole or not at all: whoever reads it sees the old text or the new one. It may come in parts. */
  write(name: string, text: string | AsyncIterable<string>): Promise<void>;
  /** Removes a file; one that is gone already is no error. */
  remove(name: string): Promise<void>;
}

/** After so many parts of a text, other things have their turn. */
const PARTS = 64;

/** Returns a text that may come in parts as one, for hosts that write at once; `pause` lets them do other things in between. */
export async function wholeText(text: string | AsyncIterable<string>, pause?: () => Promise<void>): Promise<string> {
  if (typeof text === 'string') {
    return text;
  }
  const parts: string[] = [];
  for await (const part of text) {
    if (parts.push(part) % PARTS === 0) {
      await pause?.();
    }
  }
  return parts.join('');
}

/** Gives a text line by line, so that whoever writes it can do other things in between. */
export async function* textLines<Item>(
  head: string,
  items: Iterable<Item>,
  lineOf: (item: Item) => string
): AsyncGenerator<string> {
  yield `${head}\n`;
  for (const item of items) {
    yield `${lineOf(item)}\n`;
  }
}

/** Returns the SHA-256 of a text in UTF-8, in hexadecimal. */
export type Sha256 = (text: string) => Promise<string>;
