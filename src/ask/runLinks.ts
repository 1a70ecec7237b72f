import { type NightTable } from '../table/nightTable';
import { type Column, type Link } from '../model/table';
import { type Commit } from '../detect/suspects/commit';

/** Where runs and commits are linked to; null where something needed is not known. */
export interface RunLinks {
  /** The address of a run, by its index in the table. */
  readonly run: (index: number) => string | null;
  readonly commit: (index: number) => string | null;
  /** The commits since the run before on the same branch. */
  readonly sinceBefore: (index: number) => string | null;
  /** The commits after those of run `from` up to those of run `to`. */
  readonly between: (from: number, to: number) => string | null;
  /** The pull request of a commit that is in no run, or else the commit. */
  readonly change: (commit: Pick<Commit, 'sha' | 'pullRequest'>) => string | null;
  /** Links that are made of the columns that `idColumns` gives. */
  readonly templates: readonly Link[];
  readonly idColumns: (runs: readonly number[]) => Column[];
}

const SHA = /^[0-9a-f]{7,64}$/i;
const RUN_ID = /^\d{1,20}$/;
/** Enough digits to tell the commits of a repository of SGLang's size apart: every point of a trend carries two. */
const SHORT_SHA = 9;

/**
 * Returns the addresses below `repositoryUrl`, such as `https://github.com/sgl-project/sglang`, or none where it is ''.
 * Ids and commits come from artifacts: what doesn't look like one never becomes part of an address.
 */
export function runLinks(table: NightTable, repositoryUrl: string): RunLinks {
  const known = made.get(table);
  if (known?.repositoryUrl === repositoryUrl) {
    return known.links;
  }
  const links = makeLinks(table, repositoryUrl);
  made.set(table, { repositoryUrl, links });
  return links;
}

/** Every question needs the links of all runs: they are made once for a table. */
const made = new WeakMap<NightTable, { readonly repositoryUrl: string; readonly links: RunLinks }>();

function makeLinks({ runs }: NightTable, repositoryUrl: string): RunLinks {
  const ids = runs.map(({ run }) => (RUN_ID.test(run.id) ? run.id : null));
  const commits = runs.map(({ run }) => (SHA.test(run.commit) ? run.commit : null));
  const before = commitsBefore(runs, commits);
  const address = (path: string, ...parts: Array<string | null | undefined>) =>
    repositoryUrl && parts.every(Boolean) ? `${repositoryUrl}/${path}/${parts.join('...')}` : null;
  const text = (name: string, of: ReadonlyArray<string | null>) => (indexes: readonly number[]) =>
    ({ name, type: 'string', hidden: true, values: indexes.map((index) => of[index] ?? null) }) as const;
  const [shortCommits, shortBefore] = [commits, before].map((of) => of.map((sha) => sha?.slice(0, SHORT_SHA) ?? null));
  const columns = [text('run', ids), text('commit', shortCommits!), text('commit_before', shortBefore!)];
  return {
    change: ({ sha, pullRequest }) =>
      pullRequest ? address('pull', `${pullRequest}`) : address('commit', SHA.test(sha) ? sha : null),
    run: (index) => address('actions/runs', ids[index]),
    commit: (index) => address('commit', commits[index]),
    sinceBefore: (index) => address('compare', before[index], commits[index]),
    between: (from, to) => address('compare', commits[from], commits[to]),
    templates: repositoryUrl
      ? [
          { title: 'Workflow run', url: `${repositoryUrl}/actions/runs/{run}` },
          { title: 'Commit', url: `${repositoryUrl}/commit/{commit}` },
          { title: 'Commits since the run before', url: `${repositoryUrl}/compare/{commit_before}...{commit}` },
        ]
      : [],
    idColumns: (indexes) => columns.map((make) => make(indexes)),
  };
}

function commitsBefore(runs: NightTable['runs'], commits: ReadonlyArray<string | null>): Array<string | null> {
  const last = new Map<string, string>();
  return runs.map(({ run }, index) => {
    const before = last.get(run.branch) ?? null;
    const commit = commits[index];
    if (commit) {
      last.set(run.branch, commit);
    }
    return before;
  });
}
