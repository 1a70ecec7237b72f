import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openArchive } from '../cli/createSource';
import { type RunRecord } from '../../core';
import { type Archive } from '../../backend/store/archive';
import { packedText } from '../../sources/packedText';
import { nightDocument, nightZip } from '../../../tests/support/builders';

const workflowRun = {
  id: '7',
  attempt: 1,
  createdAt: '2026-01-25T00:30:00Z',
  commit: 'abc',
  branch: 'main',
  event: 'schedule',
  conclusion: 'failure',
};
const TEXT = '{ "run_id" : "7",\n  "results": [1.0, "}"] }';
const RECORD: RunRecord = { workflowRun, document: JSON.parse(TEXT), text: TEXT, issues: [] };
const ABSENT: RunRecord = { workflowRun, absence: { kind: 'expired', message: 'gone' } };
const FILE = '7-1.night';

let folder: string;
let archive: Archive;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightly-archive-'));
  archive = await openArchive(folder);
});

afterEach(() => rm(folder, { recursive: true }));

async function readAll(): Promise<{ records: RunRecord[]; broken: string[] }> {
  const records: RunRecord[] = [];
  const broken: string[] = [];
  await archive.readAll({
    onRecord: (record) => records.push(record),
    onBroken: (error) => broken.push(`${error.kind}: ${error.outcome}`),
  });
  return { records, broken };
}

async function change(name: string, damage: (text: string) => string): Promise<string> {
  const path = join(folder, name);
  const text = damage(await readFile(path, 'utf8'));
  await writeFile(path, text);
  return text;
}

describe('Archive', () => {
  it('gives back a document byte for byte', async () => {
    await archive.write(RECORD);
    expect(await (await archive.reader())('7')).toEqual(RECORD);
  });

  it('keeps one file per run and attempt: a line of JSON, then the document as it came', async () => {
    await archive.write(RECORD);
    await archive.write(RECORD);
    expect(await readdir(folder)).toEqual([FILE]);
    const [head, ...body] = (await readFile(join(folder, FILE), 'utf8')).split('\n');
    expect(JSON.parse(head!)).toMatchObject({ format: 2, workflowRun });
    expect(body.join('\n')).toBe(TEXT);
  });

  it('keeps a document that can not be parsed as it came', async () => {
    const text = '{"run_id": "7", "results": [';
    await archive.write({ workflowRun, text, absence: { kind: 'corrupt', message: 'no JSON' } });
    expect(await (await archive.reader())('7')).toMatchObject({ text, absence: { kind: 'corrupt' } });
  });

  it('keeps bytes that can not be read as they came, and reads them as soon as a version can', async () => {
    const absence = { kind: 'corrupt', message: 'no zip' };
    const text = packedText(Uint8Array.of(1, 2, 255))!;
    await archive.write({ workflowRun, text, absence });
    expect(await (await archive.reader())('7')).toMatchObject({ text, absence });
    const readable = packedText(await nightZip(7, nightDocument(7, '2026-01-25')))!;
    await archive.write({ workflowRun: { ...workflowRun, id: '8' }, text: readable, absence });
    const { records } = await readAll();
    expect(
      records.map((record) => [record.workflowRun?.id, record.absence?.kind, record.document !== undefined])
    ).toEqual([
      ['7', 'corrupt', false],
      ['8', undefined, true],
    ]);
  });

  it('reads again what Python wrote as NaN', async () => {
    await archive.write({ ...RECORD, text: '{"results": [NaN]}' });
    expect(await (await archive.reader())('7')).toMatchObject({
      text: '{"results": [NaN]}',
      document: { results: [null] },
      issues: [{ kind: 'notANumber' }],
    });
  });

  it('remembers that a run has no results, and why', async () => {
    await archive.write(ABSENT);
    expect((await readAll()).records).toEqual([ABSENT]);
  });

  it('reads what version 0.1.0 wrote', async () => {
    const { sha256 } = await import('./nodeHttp');
    const head = JSON.stringify({ format: 1, workflowRun, sha256: sha256(TEXT) });
    await writeFile(join(folder, '7.json'), `${head.slice(0, -1)},"document":${TEXT}}\n`);
    expect((await readAll()).records).toEqual([RECORD]);
    await writeFile(join(folder, '7.json'), `${JSON.stringify({ format: 1, ...ABSENT })}\n`);
    expect((await readAll()).records).toEqual([ABSENT]);
  });

  it('never writes an absence over results, whatever state the file is in', async () => {
    await archive.write(RECORD);
    await archive.write(ABSENT);
    expect(await (await archive.reader())('7')).toEqual(RECORD);
    const damaged = await change(FILE, (text) => text.replace('1.0', '2.0'));
    await expect(archive.write(ABSENT)).rejects.toMatchObject({ kind: 'corrupt' });
    expect(await readFile(join(folder, FILE), 'utf8')).toBe(damaged);
  });

  it('keeps a damaged file beside the one that takes its place', async () => {
    await archive.write(RECORD);
    const damaged = await change(FILE, (text) => text.replace('1.0', '2.0'));
    await archive.write(RECORD);
    expect(await (await archive.reader())('7')).toEqual(RECORD);
    expect(await readFile(join(folder, `${FILE}.damaged`), 'utf8')).toBe(damaged);
  });

  it('leaves a file of a newer version alone, and says so', async () => {
    await archive.write(RECORD);
    const newer = await change(FILE, (text) => text.replace('"format":2', '"format":3'));
    expect((await readAll()).broken).toEqual([
      'notConfigured: A newer version of SGLang Nightly wrote the archived run',
    ]);
    await expect(archive.write(RECORD)).rejects.toThrow('update this one to read it');
    expect(await readFile(join(folder, FILE), 'utf8')).toBe(newer);
  });

  it('keeps each attempt, and gives the results of the last one that has some', async () => {
    const again = {
      ...RECORD,
      workflowRun: { ...workflowRun, attempt: 2 },
      text: '{"second": 1}',
      document: { second: 1 },
    };
    await archive.write(RECORD);
    await archive.write(again);
    await archive.write({ ...ABSENT, workflowRun: { ...workflowRun, attempt: 10 } });
    expect(await (await archive.reader())('7')).toEqual({ ...again, workflowRun: { ...workflowRun, attempt: 10 } });
    expect((await readdir(folder)).sort()).toEqual(['7-1.night', '7-10.night', '7-2.night']);
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, -10), 'corrupt: The archived run does not match its checksum'],
    ['cut off in its head', (text: string) => text.slice(0, 20), 'corrupt: The archived run is not whole'],
    ['changed', (text: string) => text.replace('1.0', '2.0'), 'corrupt: The archived run does not match its checksum'],
    ['empty', () => '', 'corrupt: The archived run is not whole'],
    ['of another form', () => '{"format":2}', 'corrupt: The archived run is not in the form it was written in'],
    ['of another run', (text: string) => text.replace('"id":"7"', '"id":"8"'), 'corrupt: The archived run is 8'],
  ])('does not believe a file that is %s, and reads the others', async (_, damage, message) => {
    await archive.write(RECORD);
    await archive.write({ ...RECORD, workflowRun: { ...workflowRun, id: '9' } });
    await change(FILE, damage);
    const { records, broken } = await readAll();
    expect(records.map((record) => record.workflowRun?.id)).toEqual(['9']);
    expect(broken).toEqual([message]);
  });

  it('writes no file for a run whose id is no number', async () => {
    await expect(archive.write({ ...RECORD, workflowRun: { ...workflowRun, id: '../7' } })).rejects.toMatchObject({
      kind: 'corrupt',
    });
    expect(await readdir(folder)).toEqual([]);
  });
});
