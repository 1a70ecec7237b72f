import JSZip from 'jszip';

import { parseDocument } from './parseDocument';
import { unpack } from './unpack';

const NAME = 'consolidated-metrics-7.json';

function zipOf(entries: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const zip = new JSZip();
  Object.entries(entries).forEach(([name, text]) => zip.file(name, text));
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE', compressionOptions: { level: 9 } });
}

/** Whether a record of a zip begins at a byte. */
function isSignature(bytes: Uint8Array, at: number, signature: number): boolean {
  return at + 4 <= bytes.length && new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true) === signature;
}

/** Adds the records of zip64 to the end of a zip, as programs that write to a stream do; `isUsed`: the usual record points to them. */
function withZip64(zip: Uint8Array, isUsed: boolean): Uint8Array {
  const end = zip.length - 22;
  const usual = Buffer.from(zip.subarray(end));
  const [entries, size, offset] = [usual.readUInt16LE(10), usual.readUInt32LE(12), usual.readUInt32LE(16)];
  const record = Buffer.alloc(76);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(BigInt(44), 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(end), 64);
  record.writeUInt32LE(1, 72);
  if (isUsed) {
    usual.writeUInt32LE(0xffffffff, 16);
  }
  return Buffer.concat([zip.subarray(0, end), record, usual]);
}

describe('unpack', () => {
  it.each([
    ['points to them', true],
    ['says everything itself', false],
  ])('reads a small zip with the records of zip64 at its end, whose usual record %s', async (_, isUsed) => {
    const zip = withZip64(await zipOf({ [NAME]: '{"a":1}', 'other.json': '{}' }), isUsed);
    expect(await unpack(zip, '7', NAME)).toEqual({ files: [{ name: NAME, text: '{"a":1}' }], issues: [] });
    // Bytes before a zip are still no part of it, and a cut one is still none.
    expect((await unpack(zip.subarray(0, zip.length - 30), '7', NAME)).issues).toMatchObject([{ kind: 'notAZip' }]);
  });

  it('returns the text of the entry with the expected name', async () => {
    const bytes = await zipOf({ [NAME]: '{"a":"é"}', 'other.json': '{}' });
    expect(await unpack(bytes, '7', NAME)).toEqual({ files: [{ name: NAME, text: '{"a":"é"}' }], issues: [] });
  });

  it('takes all JSON entries where none has the expected name', async () => {
    const bytes = await zipOf({ 'a/agg_1.json': '{}', 'log.txt': '', 'agg_2.json': '[]' });
    expect((await unpack(bytes, '7', NAME)).files).toEqual([
      { name: 'a/agg_1.json', text: '{}' },
      { name: 'agg_2.json', text: '[]' },
    ]);
  });

  it.each(['folder/metrics.json', '../../etc/passwd.json'])(
    'reads %s, for no name is ever used as a path',
    async (name) => {
      expect((await unpack(await zipOf({ [name]: '{"a":1}' }), '7', NAME)).files).toMatchObject([{ text: '{"a":1}' }]);
    }
  );

  it.each([
    ['bytes that are no zip', async () => new TextEncoder().encode('<html>not found</html>'), 'notAZip'],
    ['no bytes at all', async () => new Uint8Array(), 'notAZip'],
    ['a zip cut off', async () => (await zipOf({ [NAME]: 'x'.repeat(5000) })).slice(0, 60), 'notAZip'],
    ['a zip without entries', () => zipOf({}), 'noDocument'],
    ['a zip of other files', () => zipOf({ 'a.txt': '{}', 'b.log': '{}' }), 'noDocument'],
  ])('says that %s is an issue and names the run', async (_, make, kind) => {
    const { files, issues } = await unpack(await make(), '7', NAME);
    expect(files).toEqual([]);
    expect(issues[0]).toMatchObject({ kind });
    expect(issues[0]?.message).toMatch(/^run 7: artifact/);
  });

  it('stops a bomb by its ratio, whatever sizes it declares', async () => {
    const bomb = await zipOf({ [NAME]: '0'.repeat(30 * 1024 * 1024) });
    expect(bomb.byteLength).toBeLessThan(100_000);
    const { files, issues } = await unpack(bomb, '7', NAME);
    expect(files).toEqual([]);
    expect(issues[0]?.message).toBe(
      `run 7: artifact, ${NAME}: expected at most 200 times its packed size, received more`
    );
  });

  it('stops at the limit of unpacked bytes', async () => {
    const limits = { packedBytes: 1e6, unpackedBytes: 1000, entries: 2, ratio: 1e6, ratioFromBytes: 1e6 };
    expect((await unpack(await zipOf({ [NAME]: 'x'.repeat(1001) }), '7', NAME, limits)).issues[0]?.kind).toBe(
      'tooLarge'
    );
    const within = await unpack(await zipOf({ [NAME]: 'x'.repeat(1000) }), '7', NAME, limits);
    expect(within.files[0]?.text).toHaveLength(1000);
    const two = await unpack(await zipOf({ 'a.json': 'x'.repeat(600), 'b.json': 'x'.repeat(600) }), '7', NAME, limits);
    expect(two.files).toHaveLength(1);
    expect(two.issues).toMatchObject([{ kind: 'tooLarge', path: 'run 7: artifact, b.json' }]);
  });

  it('refuses a zip of too many bytes or entries before it unpacks anything', async () => {
    const limits = { packedBytes: 400, unpackedBytes: 1e6, entries: 2, ratio: 1e6, ratioFromBytes: 1e6 };
    const many = await zipOf({ 'a.txt': '', 'b.txt': '', [NAME]: '{}' });
    expect((await unpack(many, '7', NAME, limits)).issues[0]?.kind).toBe('tooManyEntries');
    expect((await unpack(new Uint8Array(401), '7', NAME, limits)).issues[0]?.kind).toBe('tooLarge');
  });

  it('unpacks no more of a bomb than it may hold: what lies behind that is not looked at', async () => {
    const size = 30 * 1024 * 1024;
    const bomb = await zipOf({ [NAME]: '0'.repeat(size), 'other.bin': '0'.repeat(size) });
    // Broken at the end of each entry: whoever unpacks all of it finds that.
    const directory = bomb.findIndex((_, at) => isSignature(bomb, at, 0x02014b50));
    const second = bomb.findIndex((_, at) => at > 0 && isSignature(bomb, at, 0x04034b50));
    bomb.fill(0xff, second - 400, second);
    bomb.fill(0xff, directory - 400, directory);
    expect((await unpack(bomb, '7', NAME)).issues).toMatchObject([{ kind: 'tooLarge' }]);
    const limits = { packedBytes: 1e6, unpackedBytes: 1e6, entries: 1, ratio: 200, ratioFromBytes: 1e6 };
    expect((await unpack(bomb, '7', NAME, limits)).issues).toMatchObject([{ kind: 'tooManyEntries' }]);
  });

  it('checks what it reads by its checksum, and is not concerned by what it does not read', async () => {
    const text = JSON.stringify({ ttft: 123456 });
    const stored = await new JSZip()
      .file(NAME, text)
      .file('log.txt', 'a log')
      .generateAsync({ type: 'uint8array', compression: 'STORE' });
    const changed = (of: string, to: string) => {
      const bytes = stored.slice();
      const at = Buffer.from(bytes).indexOf(of);
      bytes.set(new TextEncoder().encode(to), at);
      return bytes;
    };
    expect(await unpack(changed('123456', '923456'), '7', NAME)).toMatchObject({
      files: [],
      issues: [{ kind: 'notAZip', path: `run 7: artifact, ${NAME}` }],
    });
    expect(await unpack(changed('a log', 'b log'), '7', NAME)).toEqual({ files: [{ name: NAME, text }], issues: [] });
  });

  it('reads text that is no whole UTF-8, in a zip and as it is, with signs for what is lost', async () => {
    const broken = Uint8Array.from([...new TextEncoder().encode('{"a":"é'), 0xff, ...new TextEncoder().encode('"}')]);
    const zip = await new JSZip().file(NAME, broken).generateAsync({ type: 'uint8array', compression: 'DEFLATE' });
    for (const bytes of [zip, broken]) {
      expect((await unpack(bytes, '7', NAME)).files).toEqual([{ name: NAME, text: '{"a":"é\uFFFD"}' }]);
    }
    const long = `{"a":"${'é€😀x'.repeat(30_000)}"}`;
    const encoded = new TextEncoder().encode(long);
    const packed = await new JSZip().file(NAME, encoded).generateAsync({ type: 'uint8array', compression: 'DEFLATE' });
    for (const bytes of [packed, encoded]) {
      expect((await unpack(bytes, '7', NAME)).files[0]!.text === long).toBe(true);
    }
  });

  it('damaged inside: the entry is an issue and not an error', async () => {
    const bytes = await zipOf({ [NAME]: JSON.stringify(Array.from({ length: 500 }, (_, index) => Math.sin(index))) });
    bytes.fill(0xff, 60, 400);
    expect((await unpack(bytes, '7', NAME)).issues[0]).toMatchObject({ kind: 'notAZip' });
  });
});

describe('parseDocument', () => {
  it('reads JSON, with or without a byte order mark', () => {
    expect(parseDocument('\uFEFF{"a":1}', '7').document).toEqual({ a: 1 });
  });

  it('reads the numbers that Python writes and JSON lacks as null, counts them, and leaves texts alone', () => {
    const text = '{"a": NaN, "b": [-Infinity, Infinity, 1], "c": "NaN, \\"Infinity\\"", "d": "\\\\"}';
    const { document, issues } = parseDocument(text, '7');
    expect(document).toEqual({ a: null, b: [null, null, 1], c: 'NaN, "Infinity"', d: '\\' });
    expect(issues.map(({ kind, message }) => [kind, message])).toEqual([
      ['notANumber', 'run 7: document: expected numbers, received NaN or Infinity 3 times'],
    ]);
  });

  it.each([
    ['lists', '['.repeat(65) + ']'.repeat(65)],
    ['objects', '{"a":'.repeat(65) + '1' + '}'.repeat(65)],
    ['what is never closed', '['.repeat(1_000_000)],
  ])('refuses %s that are nested deeper than anything walks through them', (_, text) => {
    const { document, issues } = parseDocument(text, '7');
    expect(document).toBeUndefined();
    expect(issues[0]).toMatchObject({ kind: 'tooLarge', expected: 'at most 64 levels' });
  });

  it('takes brackets inside texts for what they are', () => {
    const text = JSON.stringify(['[{'.repeat(500), '\\"[']);
    expect(parseDocument(text, '7').document).toEqual(JSON.parse(text));
  });

  it('says which run has broken JSON', () => {
    const { document, issues } = parseDocument('{"run_id": "7", "results": [', '7');
    expect(document).toBeUndefined();
    expect(issues[0]?.message).toBe('run 7: document: expected JSON, received {"run_id": "7", "results": [');
  });
});
