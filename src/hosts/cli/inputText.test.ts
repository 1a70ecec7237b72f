import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { SourceError } from '../../sources/errors';
import { decodedText, inputText } from './inputText';

const TEXT = '{"model":"é€"}';
const utf16 = Buffer.from(TEXT, 'utf16le');

describe('inputText', () => {
  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(TEXT)])],
    ['UTF-16 as Windows writes it', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
    ['UTF-16 the other way round', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()])],
  ])('reads %s', (_, bytes) => {
    expect(decodedText(bytes)).toBe(TEXT);
  });

  it('reads a file, and standard input where it is called -', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'nightly-input-'));
    await writeFile(join(folder, 'a.json'), TEXT);
    expect(await inputText(join(folder, 'a.json'))).toBe(TEXT);
    await expect(inputText(join(folder, 'b.json'))).rejects.toThrow(SourceError);
    await rm(folder, { recursive: true });
    const given = Readable.from([Buffer.from(TEXT)]) as typeof process.stdin;
    const stdin = jest.spyOn(process, 'stdin', 'get').mockReturnValue(given);
    expect(await inputText('-')).toBe(TEXT);
    stdin.mockRestore();
  });
});
