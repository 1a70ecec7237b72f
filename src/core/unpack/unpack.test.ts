import JSZip from 'jszip';

import { parseDocument } from './parseDocument';
import { unpack } from './unpack';

const NAME = 'consolidated-metrics-7.json';

function zipOf(entries: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const zip = new JSZip();
  Object.entries(entries).forEach(([name, text]) => zip.file(name, text));
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE', compressionOptions: { level: 9 } });
}

describe('unpack', () => {
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
    const limits = { packedBytes: 1e6, unpackedLength: 1000, entries: 2, ratio: 1e6, ratioFromBytes: 1e6 };
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
    const limits = { packedBytes: 400, unpackedLength: 1e6, entries: 2, ratio: 1e6, ratioFromBytes: 1e6 };
    const many = await zipOf({ 'a.txt': '', 'b.txt': '', [NAME]: '{}' });
    expect((await unpack(many, '7', NAME, limits)).issues[0]?.kind).toBe('tooManyEntries');
    expect((await unpack(new Uint8Array(401), '7', NAME, limits)).issues[0]?.kind).toBe('tooLarge');
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
