import { actionsUrl, GITHUB_DEFAULTS, type GitHubOptions } from '../../src/sources/github/githubOptions';
import { githubSource } from '../../src/sources/github/githubSource';
import { workflowsOf } from '../../src/sources/github/workflows';
import { type RunSource } from '../../src/sources/runSource';
import { FAKE_TOKEN, type FakeGitHub } from './fakeGitHub';

/** Returns the source that reads a fake GitHub with its token, and hardly waits before it tries again. */
export function githubSourceInTests({ apiUrl }: FakeGitHub, changes: Partial<GitHubOptions> = {}): RunSource {
  return githubSource({
    http: fetch,
    actionsUrl: actionsUrl(apiUrl, GITHUB_DEFAULTS.repository),
    workflows: workflowsOf({ artifactPrefix: 'consolidated-metrics-' }),
    token: FAKE_TOKEN,
    retryBaseMs: 1,
    ...changes,
  });
}
