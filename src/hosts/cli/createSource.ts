import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { Archive } from '../../backend/store/archive';
import { archiveSource } from '../../backend/store/archiveSource';
import { SourceError } from '../../sources/errors';
import { collectorSource } from '../../sources/collector/collectorSource';
import { documentsSource } from '../../sources/documentsSource';
import { type CommitSource } from '../../sources/commitSource';
import { githubCommits } from '../../sources/github/githubCommits';
import { actionsUrl, repositoryUrl } from '../../sources/github/githubOptions';
import { workflowsOf } from '../../sources/github/workflows';
import { PUBLIC_NIGHTS_URL } from '../../sources/public/publicSource';
import { type OpenedSource, openSource, type SourceChoice } from '../../sources/openSource';
import { type RunSource } from '../../sources/runSource';
import { inputText } from './inputText';
import { openFolder } from '../node/nodeFiles';
import { nodeHttp, sha256 } from '../node/nodeHttp';
import { type SourceFlags, type SourceName } from './options';
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
  switch (name) {
    case 'collector': {
      const token = sourceToken(extras.environment);
      const url = addressOf(flags, 'http://127.0.0.1:8000');
      return { ...factsOf(flags), source: collectorSource({ http: nodeHttp(url), url, token }) };
    }
    case 'archive':
      return {
        ...factsOf(flags),
        workflow: workflowsOf(flags)[0]!.file,
        source: archiveSource(await existingArchive({ ...flags, dataDir: extras.dataDir ?? 'data' })),
      };
    default:
      return openSource(choiceOf(name, flags), {
        ...extras,
        httpFor: nodeHttp,
        now: Date.now,
        pause,
        concurrency: flags.concurrency,
        sha256: (bytes) => Promise.resolve(sha256(bytes)),
      });
  }
}

/** The facts of a source whose nights are somewhere already: all of them are there for the asking. */
export function factsOf({ apiUrl, repo }: SourceFlags): Pick<OpenedSource, 'repositoryUrl' | 'notices' | 'days'> {
  return { repositoryUrl: repositoryUrl(apiUrl, repo), notices: [], days: Infinity };
}

function choiceOf(name: SourceChoice['kind'], flags: SourceFlags): SourceChoice {
  switch (name) {
    case 'github': {
      const { apiUrl, repo: repository, workflows, workflow, artifactPrefix, scheduledOnly, event } = flags;
      return {
        kind: name,
        apiUrl,
        repository,
        workflows,
        workflow,
        artifactPrefix,
        event: scheduledOnly ? 'schedule' : event,
      };
    }
    case 'url':
      return {
        kind: name,
        url: addressOf(flags, 'https://example.org/metrics_data.json'),
        repositoryUrl: factsOf(flags).repositoryUrl,
      };
    case 'public':
      return { kind: name, url: flags.url ?? PUBLIC_NIGHTS_URL };
    case 'demo':
      return { kind: name };
  }
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

function addressOf({ url }: SourceFlags, example: string): string {
  if (!url) {
    throw new SourceError('notConfigured', 'The source has no address', { advice: `Give it with --url ${example}.` });
  }
  return url;
}

/** Returns the source of commits of the repository. */
export function commitsOf(
  { apiUrl, repo }: SourceFlags,
  { token, onWait }: Pick<Extras, 'token' | 'onWait'>
): CommitSource {
  return githubCommits({ token, onWait, http: nodeHttp(apiUrl), actionsUrl: actionsUrl(apiUrl, repo) });
}
