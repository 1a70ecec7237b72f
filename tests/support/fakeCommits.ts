/** A commit as the fake GitHub has it. */
export interface FakeCommit {
  readonly sha: string;
  readonly title: string;
  readonly files: readonly string[];
  /** Of its pull request. */
  readonly labels?: readonly string[];
  /** When it was merged, as ISO 8601 says it. */
  readonly mergedAt?: string;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Returns what GitHub answers about commits, the oldest of which comes first; undefined where the address is of something else. */
export function commitsAnswer(commits: readonly FakeCommit[], url: URL): Answer | undefined {
  const compared = /\/compare\/(\w+)\.\.\.(\w+)$/.exec(url.pathname);
  if (compared) {
    return compare(commits, [compared[1]!, compared[2]!], url);
  }
  if (url.pathname.endsWith('/search/issues')) {
    return search(commits, url);
  }
  const asked = /\/commits\/(\w+)$/.exec(url.pathname)?.[1];
  if (!asked) {
    return undefined;
  }
  const found = commits.find(({ sha }) => sha === asked);
  return found
    ? { status: 200, body: publicCommit(found, true) }
    : { status: 422, body: { message: 'No commit found' } };
}

/** GitHub names the files of all commits together, at most 300 and with the first page alone. */
const MOST_FILES = 300;

function compare(commits: readonly FakeCommit[], [base, head]: readonly [string, string], url: URL): Answer {
  const [from, to] = [base, head].map((sha) => commits.findIndex((one) => one.sha === sha)) as [number, number];
  if (from < 0 || to < 0) {
    return { status: 404, body: { message: 'Not Found' } };
  }
  const all = commits.slice(from + 1, to + 1);
  const perPage = Math.min(Number(url.searchParams.get('per_page') ?? 250), 250);
  const page = Number(url.searchParams.get('page') ?? 1);
  const files = [...new Set(all.flatMap((one) => one.files))].slice(0, MOST_FILES);
  const answer = {
    status: 'ahead',
    total_commits: all.length,
    commits: all.slice((page - 1) * perPage, page * perPage).map((one) => publicCommit(one, false)),
    ...(page === 1 && { files: files.map((filename) => ({ filename, changes: 10 })) }),
  };
  return { status: 200, body: answer };
}

const MERGED_AT = '2026-10-19T00:00:00Z';

/** The pull requests of a repository that were merged within a range: GitHub refuses a search that names none. */
function search(commits: readonly FakeCommit[], url: URL): Answer {
  const asked = /^repo:[\w.-]+\/[\w.-]+ is:pr is:merged merged:(\S+Z)\.\.(\S+Z)$/.exec(url.searchParams.get('q') ?? '');
  if (!asked) {
    return { status: 422, body: { message: 'Validation Failed' } };
  }
  const [, from, to] = asked.map((text) => Date.parse(text));
  const isAsked = (at: number) => at >= from! && at <= to!;
  const found = commits
    .filter(({ title, mergedAt = MERGED_AT }) => /\(#\d+\)$/.test(title) && isAsked(Date.parse(mergedAt)))
    .reverse();
  const perPage = Math.min(Number(url.searchParams.get('per_page') ?? 30), 100);
  const page = Number(url.searchParams.get('page') ?? 1);
  const items = found
    .slice((page - 1) * perPage, page * perPage)
    .map(({ title, labels = [], mergedAt = MERGED_AT }) => ({
      number: Number(/\(#(\d+)\)$/.exec(title)![1]),
      title,
      labels: labels.map((name) => ({ name })),
      pull_request: { merged_at: mergedAt },
    }));
  return { status: 200, body: { total_count: found.length, incomplete_results: false, items } };
}

function publicCommit({ sha, title, files, mergedAt = MERGED_AT }: FakeCommit, withFiles: boolean) {
  return {
    sha,
    commit: { message: `${title}\n\nMore of it.`, author: { name: 'A. Name', date: mergedAt } },
    author: { login: 'someone' },
    ...(withFiles && { files: files.map((filename) => ({ filename, changes: 10 })) }),
  };
}
