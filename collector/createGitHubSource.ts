import { type RunSource } from '../src/sources/runSource';
import { actionsUrl } from '../src/sources/github/githubOptions';
import { githubSource } from '../src/sources/github/githubSource';
import { nodeHttp, sha256 } from './nodeHttp';
import { type GitHubFlags } from './options';

interface Extras {
  readonly token?: string;
  readonly runId?: string;
}

/** Returns the GitHub source that the options of the command line describe. */
export function createGitHubSource(flags: GitHubFlags, extras: Extras): RunSource {
  return githubSource({
    ...extras,
    http: nodeHttp(),
    actionsUrl: actionsUrl(flags.apiUrl, flags.repo),
    workflow: flags.workflow,
    artifactPrefix: flags.artifactPrefix,
    event: flags.scheduledOnly ? 'schedule' : flags.event,
    concurrency: flags.concurrency,
    sha256: (bytes) => Promise.resolve(sha256(bytes)),
  });
}
