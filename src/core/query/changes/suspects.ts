import { type Incident } from '../../detect/changes/incident';
import { type NightTable } from '../../flatten/nightTable';
import { type Commit, type CommitRange, type CommitsBetween } from '../../suspects/commit';
import { nextToMeasure, rankSuspects, type Suspect } from '../../suspects/rankSuspects';

/** The ranked commits of an incident's range, or why they are not known. */
export interface Suspects {
  /** Most suspicious first. */
  readonly ranked: readonly Suspect[];
  /** How many commits there are; more than those that are ranked where they are too many to list. */
  readonly total: number;
  readonly next?: Commit;
  readonly problem?: string;
}

/** Returns the suspects of incidents: undefined where nobody has asked yet, or where no commit is to blame. */
export function suspectsOf(table: NightTable, between: CommitsBetween) {
  return (incident: Incident): Suspects | undefined => {
    if (incident.drifts) {
      return undefined;
    }
    const commitOf = (run: number) => table.runs[run]!.run.commit;
    const range = between(commitOf(incident.previous), commitOf(incident.range[1]));
    if (!range) {
      return undefined;
    }
    return 'problem' in range ? { ranked: [], total: 0, problem: range.problem } : ranked(incident, range);
  };
}

/** What was ranked for an incident, and of which range; panels ask for the same ones over and over. */
const made = new WeakMap<Incident, { readonly range: CommitRange; readonly suspects: Suspects }>();

function ranked(incident: Incident, range: CommitRange): Suspects {
  const known = made.get(incident);
  if (known?.range === range) {
    return known.suspects;
  }
  const ranking = rankSuspects(incident, range.commits);
  const suspects = { ranked: ranking, total: range.total, next: nextToMeasure(ranking, range.commits) };
  made.set(incident, { range, suspects });
  return suspects;
}

const NAMED = 3;
const LONGEST_TITLE = 70;

/** The first suspects in words: `#12345 Bump flashinfer (bumps a dependency); …; and 57 more`. */
export function suspectsText({ ranked: suspects, total, problem }: Suspects): string {
  if (problem) {
    return `Not known: ${problem}.`;
  }
  const named = suspects.slice(0, NAMED).map(suspectText);
  const rest = total - named.length;
  return [...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ') || 'no commit';
}

function suspectText({ commit, reasons }: Suspect): string {
  const number = commit.pullRequest ? `#${commit.pullRequest}` : commit.sha.slice(0, 9);
  const title = commit.title.replace(/\s*\(#\d+\)\s*$/, '');
  const short = title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE)}…` : title;
  return `${number} ${short}${reasons[0] ? ` (${reasons[0]})` : ''}`;
}
