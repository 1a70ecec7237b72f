import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { MS_PER_HOUR } from '../../core';
import { type FileInfo, type Files } from '../../backend/store/files';
import { asSourceError, SourceError } from '../../sources/errors';
import { type Place } from '../../sources/source';

/** A link may lead anywhere: a file that is one is not read. Windows has no such flag. */
const READ_NO_LINK = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

const TEMPORARY = /^\..*\.tmp$/;
/** A killed write leaves its temporary file; one that is younger may belong to another process. */
const STALE_AFTER = MS_PER_HOUR;

/**
 * Returns a folder on disk, which is made where it is missing, without what killed writes left in it.
 *
 * A file is written under a name of its own, synced, and renamed; the folder is synced too, so that it is there after a
 * power failure.
 *
 * @throws SourceError where the folder can't be made.
 */
export async function openFolder(path: string): Promise<Files> {
  await mkdir(path, { recursive: true }).catch((error: unknown) => {
    const request = { method: 'OPEN', url: path };
    throw asSourceError(error, request, 'Check the permissions of the folder above it.');
  });
  await removeStale(path);
  return {
    path,
    list: async () => {
      const names = (await readdir(path)).filter((name) => !TEMPORARY.test(name));
      const files = await Promise.all(names.map((name) => fileInfo(path, name)));
      return files.filter((file) => file !== undefined);
    },
    read: (name) => readFile(join(path, name), { encoding: 'utf8', flag: READ_NO_LINK }).catch(absent),
    write: (name, text) => writeWhole(path, name, text),
    remove: (name) => rm(join(path, name), { force: true }),
  };
}

/** Writes a file as a whole or not at all. @throws SourceError where that fails, and leaves nothing behind. */
export async function writeWhole(
  folder: string,
  name: string,
  content: string | Uint8Array | AsyncIterable<string>
): Promise<void> {
  const request = { method: 'WRITE', url: join(folder, name) };
  const temporary = join(folder, `.${name}.${randomUUID()}.tmp`);
  let expected = 0;
  try {
    const file = await open(temporary, 'wx', 0o644);
    try {
      const isWhole = typeof content === 'string' || content instanceof Uint8Array;
      for await (const part of isWhole ? [content] : content) {
        const bytes = Buffer.from(part);
        expected += bytes.byteLength;
        await file.writeFile(bytes);
      }
      await file.sync();
      const { size } = await file.stat();
      if (size !== expected) {
        throw new SourceError('network', `Only ${size} of ${expected} bytes were written`, {
          request,
          advice: 'Check the free space of the disk.',
        });
      }
    } finally {
      await file.close();
    }
    await rename(temporary, join(folder, name));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw asSourceError(error, request, 'Check the free space and the permissions of the folder.');
  }
  await syncFolder(folder);
}

/** Returns undefined for what is gone meanwhile, and for what is no file: a link may lead anywhere. */
async function fileInfo(path: string, name: string): Promise<FileInfo | undefined> {
  const found = await lstat(join(path, name)).catch(() => undefined);
  return found?.isFile() ? { name, version: `${found.size} ${found.mtimeMs}` } : undefined;
}

/** Not every file system can sync a folder; the file itself is whole in any case. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

async function removeStale(path: string): Promise<void> {
  const names = await readdir(path).catch(() => []);
  for (const name of names.filter((one) => TEMPORARY.test(one))) {
    const found = await stat(join(path, name)).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > STALE_AFTER) {
      await rm(join(path, name), { force: true }).catch(() => undefined);
    }
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') {
    return undefined;
  }
  throw error;
}

const FILE = 'source.json';

/**
 * Says in a folder whose nights it keeps. One that nobody has claimed, as an earlier version left it, becomes this source's.
 *
 * @throws SourceError `notConfigured` where they are another source's, which would be mixed with these.
 */
export async function claimFolder(files: Files, { folders, identity }: Place): Promise<void> {
  // Which runs of a repository are asked for may change; what is published at an address is another's.
  const own = JSON.stringify(folders.length > 1 ? folders : [...folders, ...identity]);
  const claimed = (await files.read(FILE))?.trim();
  if (!claimed) {
    await files.write(FILE, `${own}\n`);
  } else if (claimed !== own) {
    throw new SourceError('notConfigured', `The folder ${files.path} keeps the nights of another source: ${claimed}`, {
      advice: `Give each source a --data-dir of its own. Where these are the same nights under another address, delete ${FILE} there.`,
    });
  }
}
