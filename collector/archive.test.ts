import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type RunRecord } from '../src/core';
import { type Archive, openArchive } from './archive';

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
const RECORD: RunRecord = { workflowRun, document: JSON.parse(TEXT), text: TEXT };

let folder: string;
let archive: Archive;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightly-archive-'));
  archive = await openArchive(join(folder, 'runs'));
});

afterEach(() => rm(folder, { recursive: true }));

async function readAll(): Promise<{ records: RunRecord[]; broken: string[] }> {
  const records: RunRecord[] = [];
  const broken: string[] = [];
  await archive.readAll(
    (record) => records.push(record),
    (error) => broken.push(`${error.kind}: ${error.outcome}`)
  );
  return { records, broken };
}

describe('archive', () => {
  it('gives back a document byte for byte', async () => {
    await archive.write(RECORD);
    expect(await archive.read('7')).toEqual(RECORD);
  });

  it('keeps one file a run, which is JSON, and leaves no temporary file', async () => {
    await archive.write(RECORD);
    await archive.write(RECORD);
    expect(await readdir(join(folder, 'runs'))).toEqual(['7.json']);
    expect(JSON.parse(await readFile(join(folder, 'runs/7.json'), 'utf8'))).toMatchObject({
      format: 1,
      workflowRun,
      document: RECORD.document,
    });
  });

  it('remembers that a run has no results, and why', async () => {
    const absent: RunRecord = { workflowRun, absence: { kind: 'expired', message: 'gone' } };
    await archive.write(absent);
    expect((await readAll()).records).toEqual([absent]);
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, -10), 'corrupt: The archived run is not whole'],
    ['changed', (text: string) => text.replace('1.0', '2.0'), 'corrupt: The archived run does not match its checksum'],
    ['of another form', () => '{"format":99}', 'corrupt: The archived run is not in the form it was written in'],
    [
      'renamed',
      (text: string) => text.replace('"id":"7"', '"id":"8"'),
      'corrupt: The archived run is not in the form it was written in',
    ],
  ])('does not believe a file that is %s, and reads the others', async (_, damage, message) => {
    await archive.write(RECORD);
    await archive.write({ ...RECORD, workflowRun: { ...workflowRun, id: '9' } });
    const path = join(folder, 'runs/7.json');
    await writeFile(path, damage(await readFile(path, 'utf8')));
    const { records, broken } = await readAll();
    expect(records.map((record) => record.workflowRun?.id)).toEqual(['9']);
    expect(broken).toEqual([message]);
  });

  it('writes no file for a run whose id is no number', async () => {
    await expect(archive.write({ ...RECORD, workflowRun: { ...workflowRun, id: '../7' } })).rejects.toMatchObject({
      kind: 'corrupt',
    });
    expect(await readdir(folder)).toEqual(['runs']);
  });

  it('says where it can not be opened', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(openArchive(join(folder, 'file/runs'))).rejects.toMatchObject({
      message: expect.stringContaining('OPEN'),
    });
  });
});
