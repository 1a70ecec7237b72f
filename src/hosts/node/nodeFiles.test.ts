import { mkdtemp, readdir, rm, symlink, utimes, writeFile, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openFolder } from './nodeFiles';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightly-files-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('openFolder', () => {
  it('writes and reads files, and leaves no temporary one', async () => {
    const files = await openFolder(join(folder, 'a/b'));
    await files.write('x', 'first');
    await files.write('x', 'é');
    expect(await files.read('x')).toBe('é');
    expect(await files.read('y')).toBeUndefined();
    expect(await readdir(join(folder, 'a/b'))).toEqual(['x']);
  });

  it('lets many write one file at once: it holds one of the texts as a whole', async () => {
    const files = await Promise.all(Array.from({ length: 8 }, () => openFolder(folder)));
    const texts = files.map((_, index) => String(index).repeat(100_000));
    await Promise.all(files.map((one, index) => one.write('x', texts[index]!)));
    expect(texts).toContain(await files[0]!.read('x'));
    expect(await readdir(folder)).toEqual(['x']);
  });

  it('reads nothing through a link, which may lead anywhere, and writes in its place', async () => {
    const outside = join(folder, 'secret');
    await writeFile(outside, 'secret');
    const files = await openFolder(join(folder, 'a'));
    await symlink(outside, join(folder, 'a', 'events.json'));
    await expect(files.read('events.json')).rejects.toMatchObject({ code: 'ELOOP' });
    await files.write('events.json', 'ours');
    expect(await files.read('events.json')).toBe('ours');
    expect(await readFile(outside, 'utf8')).toBe('secret');
  });

  it('removes what a killed write left, but not what another process may be writing', async () => {
    await writeFile(join(folder, '.x.old.tmp'), 'half');
    await writeFile(join(folder, '.x.young.tmp'), 'half');
    const old = new Date(Date.now() - 2 * 60 * 60 * 1000);
    await utimes(join(folder, '.x.old.tmp'), old, old);
    const files = await openFolder(folder);
    expect(await readdir(folder)).toEqual(['.x.young.tmp']);
    expect(await files.list()).toEqual([]);
  });

  it('replaces a link, and does not write to what it leads to', async () => {
    await writeFile(join(folder, 'target'), 'untouched');
    await symlink(join(folder, 'target'), join(folder, 'x'));
    await (await openFolder(folder)).write('x', 'new');
    expect(await readFile(join(folder, 'target'), 'utf8')).toBe('untouched');
    expect(await readFile(join(folder, 'x'), 'utf8')).toBe('new');
  });

  it('says where it can not be opened, and what to do', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(openFolder(join(folder, 'file/runs'))).rejects.toMatchObject({
      message: expect.stringMatching(/OPEN .*file\/runs\. Check the permissions/),
    });
  });
});
