import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { Archive } from '../../backend/store/archive';
import { archiveSource } from '../../backend/store/archiveSource';
import { SourceError } from '../../sources/errors';
import { documentsSource } from '../../sources/documentsSource';
import { type CommitSource } from '../../sources/commitSource';
import { githubCommits } from '../../sources/github/githubCommits';
import { actionsUrl, repositoryUrl } from '../../sources/github/githubOptions';
import { workflowsOf } from '../../sources/github/workflows';
import { DEFAULT_SOURCE, openSource, type SettingName, type SourceKind, sourceOf } from '../../sources/registry';
import { type Given, type OpenedSource } from '../../sources/source';
import { type RunSource } from '../../sources/runSource';
import { inputText } from './inputText';
import { openFolder } from '../node/nodeFiles';
import { nodeHttp, sha256 } from '../node/nodeHttp';
import { attributeOf, type SourceFlags, type SourceName } from './options';
import { pause } from '../node/pause';
import { sourceToken } from './tokens';

interface Extras {
  /** For GitHub. */
  readonly token?: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly runId?: string;
  readonly dataDir?: string;
  /** Called with a sentence when a rate limit makes GitHub wait. */
  readonly onWait?: (sentence: string) => void;
}

/**
 * Returns the source that the options of the command line choose.
 *
 * @throws SourceError `notConfigured` or `notFound` where what it needs is missing.
 */
export async function createSource(name: SourceName, flags: SourceFlags, extras: Extras): Promise<OpenedSource> {
  if (name === 'archive') {
    return {
      ...factsOf(flags),
      workflow: workflowsOf(flags)[0]!.file,
      source: archiveSource(await existingArchive({ ...flags, dataDir: extras.dataDir ?? 'data' })),
    };
  }
  const opened = await openSource(name, settingsOf(name, flags), {
    ...extras,
    token: name === 'collector' ? sourceToken(extras.environment) : extras.token,
    httpFor: nodeHttp,
    now: Date.now,
    pause,
    concurrency: flags.concurrency,
    sha256: (bytes) => Promise.resolve(sha256(bytes)),
  });
  return name === 'collector' ? { ...opened, ...factsOf(flags) } : opened;
}

/** The facts of a source whose nights are somewhere already: all of them are there for the asking. */
export function factsOf({ apiUrl, repo }: SourceFlags): Pick<OpenedSource, 'repositoryUrl' | 'notices' | 'days'> {
  return { repositoryUrl: repositoryUrl(apiUrl, repo), notices: [], days: Infinity };
}

/** Returns the settings of a source by what the command line calls them; where its nights are linked to is GitHub's. */
function settingsOf(name: SourceKind, flags: SourceFlags): Given<SettingName> {
  const declared = new Set([...sourceOf(DEFAULT_SOURCE).settings, ...sourceOf(name).settings]);
  const given = [...declared].flatMap((setting) => {
    const value = setting.option && flags[attributeOf(setting.option)];
    return typeof value === 'string' ? [[setting.name, value] as const] : [];
  });
  return { ...Object.fromEntries(given), ...(flags.scheduledOnly && { event: 'schedule' }) };
}

/** Returns the source that reads a file which `fetch` wrote, or standard input where it is called `-`. */
export function fileSource(path: string): RunSource {
  return documentsSource(async () => [await inputText(path)], { method: 'READ', url: path });
}

/** Returns the folder of an archive, which is named after the first of its workflows, and of what is known of its changes. */
export function archiveFolder({ dataDir, repo, ...choice }: ArchiveLocation): string {
  return join(dataDir, ...repo.split('/'), workflowsOf(choice)[0]!.file);
}

interface ArchiveLocation extends Pick<SourceFlags, 'repo' | 'workflow' | 'workflows'> {
  readonly dataDir: string;
}

/** Opens the archive in a folder, which is made where it is missing. */
export async function openArchive(folder: string): Promise<Archive> {
  return new Archive(await openFolder(folder), (text) => Promise.resolve(sha256(text)));
}

/** Opens the archive that a collector has made. @throws SourceError `notFound` where there is none. */
export async function existingArchive(location: ArchiveLocation): Promise<Archive> {
  const folder = archiveFolder(location);
  if (!existsSync(folder)) {
    throw new SourceError('notFound', `There is no archive in ${folder}`, {
      advice:
        'Give --input FILE, or the --data-dir of a collector that runs with a token. A demo is not archived: --source demo reports on it.',
    });
  }
  return openArchive(folder);
}

/** Returns the source of commits of the repository. */
export function commitsOf(
  { apiUrl, repo }: SourceFlags,
  { token, onWait }: Pick<Extras, 'token' | 'onWait'>
): CommitSource {
  return githubCommits({ token, onWait, http: nodeHttp(apiUrl), actionsUrl: actionsUrl(apiUrl, repo) });
}
