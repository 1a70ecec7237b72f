import { type Commit, type CommitRange, type Release } from '../core';

/** Where commits come from. Who asks keeps what it is told: a commit never changes. */
export interface CommitSource {
  /**
   * Returns the commits after one up to another. Which files each touches is known where one request tells.
   *
   * @throws SourceError `notFound` where one of them is gone, besides what the request throws.
   */
  between(base: string, head: string, signal?: AbortSignal): Promise<CommitRange>;
  /** Returns a commit with the files that it touches. @throws SourceError */
  details(commit: Commit, signal?: AbortSignal): Promise<Commit>;
  /**
   * Returns the labels of the pull requests that these commits came from, by the number of each, as far as one question
   * tells. @throws SourceError
   */
  labels(commits: readonly Commit[], signal?: AbortSignal): Promise<ReadonlyMap<number, readonly string[]>>;
  /** Returns the releases of the repository, without drafts and previews, the newest first. @throws SourceError */
  releases(signal?: AbortSignal): Promise<readonly Release[]>;
}
