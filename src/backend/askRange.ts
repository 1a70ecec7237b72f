import pLimit from 'p-limit';

import { type Commit, type CommitRange, type Incident, rankSuspects, type Suspect } from '../core';
import { type CommitSource } from '../sources/commitSource';
import { asSourceError } from '../sources/errors';

interface AskOptions {
  readonly source: CommitSource;
  /** Commits whose files are known, by their hashes. */
  readonly known: ReadonlyMap<string, Commit>;
  /** So many commits are asked for their files, those first that their titles make most suspicious. */
  readonly most: number;
  readonly log: (line: string) => void;
}

/** So many commits are asked for at a time. */
const AT_ONCE = 4;

/**
 * Returns the commits of an incident's range, with the labels of their pull requests and the files that they touch, as far as these
 * can be had.
 *
 * @throws SourceError where the range itself can't.
 */
export async function askRange(
  incident: Incident,
  [base, head]: readonly [string, string],
  { source, known, most, log }: AskOptions,
  signal?: AbortSignal
): Promise<CommitRange> {
  const range = await source.between(base, head, signal);
  // What fails here costs only the labels.
  const labels = await source.labels(range.commits, signal).catch((error: unknown) => {
    signal?.throwIfAborted();
    log(`The labels of pull requests are not known: ${asSourceError(error).message}`);
  });
  const labelled = range.commits.map((commit): Commit => {
    const ofPullRequest = labels?.get(commit.pullRequest ?? 0);
    return ofPullRequest ? { ...commit, labels: ofPullRequest } : commit;
  });
  const details = new Map(known);
  const unknown = labelled.filter(({ sha, files }) => files === undefined && !known.has(sha));
  const limit = pLimit(AT_ONCE);
  const look = async ({ commit }: Suspect) => {
    signal?.throwIfAborted();
    // What fails here costs only the files of this one.
    const found = await source.details(commit, signal).catch(() => undefined);
    if (found) {
      details.set(commit.sha, found);
    }
  };
  const wanted = rankSuspects(incident, unknown).slice(0, most);
  await Promise.all(wanted.map((one) => limit(() => look(one))));
  signal?.throwIfAborted();
  return { ...range, commits: labelled.map((commit) => ({ ...commit, ...filesOf(details.get(commit.sha)) })) };
}

function filesOf(commit: Commit | undefined): Pick<Commit, 'files' | 'lines'> {
  return commit?.files ? { files: commit.files, ...(commit.lines !== undefined && { lines: commit.lines }) } : {};
}
