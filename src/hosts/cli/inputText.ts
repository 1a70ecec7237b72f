import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';

import { asSourceError } from '../../sources/errors';

/** The name of standard input where a file is asked for. */
const STANDARD_INPUT = '-';

/** Returns the text of a file, or of standard input where it is called `-`. @throws SourceError where it can't be read. */
export async function inputText(path: string): Promise<string> {
  try {
    return decodedText(path === STANDARD_INPUT ? await buffer(process.stdin) : await readFile(path));
  } catch (error) {
    throw asSourceError(error, { method: 'READ', url: path }, 'Check the path and its permissions.');
  }
}

/** Returns the text in bytes by their mark: Windows PowerShell writes UTF-16 where a program's output is sent to a file. */
export function decodedText(bytes: Uint8Array): string {
  const mark = `${bytes[0]?.toString(16)} ${bytes[1]?.toString(16)}`;
  return new TextDecoder(ENCODINGS[mark] ?? 'utf-8').decode(bytes);
}

const ENCODINGS: Readonly<Record<string, string>> = { 'ff fe': 'utf-16le', 'fe ff': 'utf-16be' };
