import { type NightTable } from '../flatten/nightTable';

/** Addresses for each run of a table, by its index; null where something needed is not known. */
export interface RunLinks {
  readonly repositoryUrl: string;
  readonly run: ReadonlyArray<string | null>;
  readonly commit: ReadonlyArray<string | null>;
  /** The commits since the run before on the same branch. */
  readonly compare: ReadonlyArray<string | null>;
}

const SHA = /^[0-9a-f]{7,64}$/i;
const RUN_ID = /^\d{1,20}$/;

/**
 * Returns the addresses below `repositoryUrl`, such as `https://github.com/sgl-project/sglang`, or none where it is ''.
 * Ids and commits come from artifacts: what doesn't look like one never becomes part of an address.
 */
export function runLinks({ runs }: NightTable, repositoryUrl: string): RunLinks {
  const lastCommit = new Map<string, string>();
  const links = {
    repositoryUrl,
    run: [] as Array<string | null>,
    commit: [] as Array<string | null>,
    compare: [] as Array<string | null>,
  };
  for (const { run } of runs) {
    const commit = SHA.test(run.commit) ? run.commit : '';
    const before = lastCommit.get(run.branch);
    links.run.push(repositoryUrl && RUN_ID.test(run.id) ? `${repositoryUrl}/actions/runs/${run.id}` : null);
    links.commit.push(repositoryUrl && commit ? `${repositoryUrl}/commit/${commit}` : null);
    links.compare.push(compareUrl(repositoryUrl, before, commit));
    if (commit) {
      lastCommit.set(run.branch, commit);
    }
  }
  return links;
}

/** Returns the address of the commits after those of run `from` up to those of run `to`, by their indexes. */
export function commitsUrl({ repositoryUrl }: RunLinks, { runs }: NightTable, from: number, to: number): string | null {
  return compareUrl(repositoryUrl, runs[from]?.run.commit, runs[to]?.run.commit);
}

function compareUrl(repositoryUrl: string, from = '', to = ''): string | null {
  return repositoryUrl && SHA.test(from) && SHA.test(to) ? `${repositoryUrl}/compare/${from}...${to}` : null;
}
