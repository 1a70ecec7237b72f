import { CommitRanges } from '../../backend/commitRanges';
import { type CommitSource } from '../../sources/commitSource';
import { archiveFolder, commitsOf } from './createSource';
import { openFolder } from '../node/nodeFiles';
import { type SourceFlags } from './options';
import { findToken } from './tokens';

interface SuspectFlags extends SourceFlags {
  readonly source: string;
  readonly dataDir: string;
  /** Whether GitHub is asked, whatever the source is. */
  readonly suspects?: boolean;
}

/** Returns the commits behind incidents: those that the archive's collector knows, and those that GitHub is asked for. */
export async function suspectCommits(
  flags: SuspectFlags,
  ofSource: CommitSource | undefined,
  log: (line: string) => void
): Promise<CommitRanges> {
  const token = flags.suspects && !ofSource ? await findToken(flags.apiUrl, process.env) : undefined;
  const folder = flags.source === 'archive' ? await openFolder(archiveFolder(flags)) : undefined;
  const ranges = new CommitRanges({
    source: ofSource ?? (token ? commitsOf(flags, { token }) : undefined),
    // The folder is the collector's: it is read alone.
    files: folder && { path: folder.path, read: folder.read, write: () => Promise.resolve() },
    now: Date.now,
    log,
  });
  await ranges.open();
  return ranges;
}
