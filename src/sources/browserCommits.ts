import { type CommitSource } from './commitSource';
import { type Http } from './http';

/** Returns the commits of a public repository, about which GitHub answers browsers without a token, 60 times an hour. */
export async function browserCommits(http: Http, given?: string): Promise<CommitSource> {
  const { githubCommits } = await import('./github/githubCommits');
  const { actionsUrl, GITHUB_DEFAULTS } = await import('./github/githubOptions');
  const { apiUrl, repository } = GITHUB_DEFAULTS;
  return githubCommits({ http, actionsUrl: actionsUrl(apiUrl, given ?? repository), proxy: true });
}
