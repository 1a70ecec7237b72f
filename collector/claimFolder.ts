import { type Files } from '../src/service/files';
import { SourceError } from '../src/sources/errors';
import { type Place } from '../src/sources/openSource';

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
