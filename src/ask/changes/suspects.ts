import { type Incident } from '../../detect/incidents/incident';
import { type NightTable } from '../../table/nightTable';
import { plural } from '../../lib/texts';
import { type Commit, type CommitRange, type CommitsBetween } from '../../detect/suspects/commit';
import { measuredCommits } from '../../detect/suspects/measuredCommits';
import { narrowRange } from '../../detect/suspects/narrowRange';
import { nextToMeasure, rankSuspects, type Suspect } from '../../detect/suspects/rankSuspects';

/** The ranked commits of an incident's range, or why they are not known. */
export interface Suspects {
  /** Most suspicious first. */
  readonly ranked: readonly Suspect[];
  /** How many commits there are; more than those that are ranked where they are too many to list. */
  readonly total: number;
  readonly next?: Commit;
  /** How many commits of the range were measured since, which narrowed it. */
  readonly measured: number;
  /** How many of the range were not looked at, for they are too many to list. */
  readonly unseen: number;
  /** Where the range does not simply go on: see `CommitRange`. */
  readonly direction?: CommitRange['direction'];
  /** Whether images were measured, which are older than the commits of their runs. */
  readonly ofImages?: boolean;
  readonly problem?: string;
}

/** Returns the suspects of incidents: undefined where nobody has asked yet, or where no commit is to blame. */
export function suspectsOf(table: NightTable, between: CommitsBetween) {
  return (incident: Incident): Suspects | undefined => {
    if (incident.drifts) {
      return undefined;
    }
    const { base, head, ofImages } = measuredCommits(incident, table);
    const range = between(base, head);
    if (!range) {
      return undefined;
    }
    return 'problem' in range
      ? { ranked: [], total: 0, measured: 0, unseen: 0, problem: range.problem }
      : { ...ranked(incident, range, table), ofImages };
  };
}

/** What was ranked for an incident, and of which range; panels ask for the same ones over and over. */
const made = new WeakMap<Incident, { readonly range: CommitRange; readonly suspects: Suspects }>();

function ranked(incident: Incident, range: CommitRange, table: NightTable): Suspects {
  const known = made.get(incident);
  if (known?.range === range) {
    return known.suspects;
  }
  const { commits, measured } = narrowRange(incident, range.commits, table);
  const ranking = rankSuspects(incident, commits);
  const total = measured > 0 ? commits.length : range.total;
  const unseen = Math.max(0, range.total - range.commits.length);
  const { direction } = range;
  // What was taken away can't be measured one by one.
  const next = direction ? undefined : nextToMeasure(ranking, commits);
  const suspects = {
    ranked: ranking,
    total,
    measured,
    unseen,
    next,
    direction,
  };
  made.set(incident, { range, suspects });
  return suspects;
}

const NAMED = 3;
const LONGEST_TITLE = 70;

/** The first suspects in words: `#12345 Bump flashinfer (bumps a dependency); …; and 57 more`. */
export function suspectsText({
  ranked: suspects,
  total,
  measured,
  unseen,
  direction,
  ofImages,
  problem,
}: Suspects): string {
  if (problem) {
    return `Not known: ${problem}.`;
  }
  const named = suspects.slice(0, NAMED).map(suspectText);
  const rest = total - named.length;
  const narrowed = measured > 0 ? ` (narrowed by ${plural(measured, 'measured commit')})` : '';
  const all = [...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ') || 'no commit';
  const notSeen = unseen > 0 ? ` (the newest ${unseen} of ${total} were not looked at)` : '';
  return `${direction ? `${DIRECTIONS[direction]}: ` : ''}${all}${narrowed}${notSeen}${ofImages ? IMAGES : ''}`;
}

const IMAGES = ' (images were measured, built before their runs: the range begins a night earlier)';

const DIRECTIONS = {
  behind: 'the code is older than the night before; taken back',
  diverged: 'the two nights are on branches that parted; on the later one',
} as const;

/** The first suspect in words, and how many more there are: what an alert has room for. '' where none is known. */
export function firstSuspectText({ ranked: [first], total }: Suspects): string {
  const more = total > 1 ? `, and ${total - 1} more` : '';
  return first ? `${suspectText(first)}${more}` : '';
}

function suspectText({ commit, reasons }: Suspect): string {
  const number = commit.pullRequest ? `#${commit.pullRequest}` : commit.sha.slice(0, 9);
  const title = commit.title.replace(/\s*\(#\d+\)\s*$/, '');
  const short = title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE)}…` : title;
  return `${number} ${short}${reasons[0] ? ` (${reasons[0]})` : ''}`;
}
