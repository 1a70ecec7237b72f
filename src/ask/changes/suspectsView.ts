import { type Incident } from '../../detect/incidents/incident';
import { type Column } from '../../model/table';
import { type Suspect } from '../../detect/suspects/rankSuspects';
import { type ColumnSpec, columnsOf } from '../columns';
import { shortModelsOf } from '../shortModels';
import { incidentsIn, sentenceOf } from './incidentsView';
import { type Scope } from './scope';
import { type Suspects } from './suspects';

/** A suspect, or an incident of which the range alone is known. */
interface Row {
  readonly incident: Incident;
  readonly suspects?: Suspects;
  readonly suspect?: Suspect;
  readonly rank?: number;
}

/** So many of an incident are shown; the rest hardly is it. */
const MOST = 10;

/** Returns the commits that may have caused the incidents shown, the most suspicious of the latest first. */
export function suspectColumns(scope: Scope): Column[] {
  const short = shortModelsOf(scope.table.series);
  const rows = incidentsIn(scope).flatMap((incident): Row[] => {
    const suspects = scope.suspectsOf(incident);
    const ranked = suspects?.ranked.slice(0, MOST) ?? [];
    return ranked.length === 0 && rangeUrl(scope, incident)
      ? [{ incident, suspects }]
      : ranked.map((suspect, at) => ({ incident, suspects, suspect, rank: at + 1 }));
  });
  return columnsOf<Row>(rows, [
    { name: 'what', title: 'Incident', type: 'string', of: ({ incident }) => sentenceOf(incident, scope, short) },
    {
      name: 'title',
      title: 'Commit',
      type: 'string',
      links: [{ title: 'Pull request', url: '{commit_url}' }],
      of: ({ suspect, suspects }) => suspect?.commit.title ?? unknownText(suspects),
    },
    { name: 'rank', title: 'Rank', type: 'number', of: ({ rank }) => rank },
    { name: 'reasons', title: 'Why', type: 'string', of: ({ suspect }) => suspect?.reasons.join('; ') || null },
    {
      name: 'share',
      title: 'Share',
      description: 'Its share of the suspicion in the range.',
      type: 'number',
      unit: 'percent',
      decimals: 0,
      of: ({ suspect }) => suspect && 100 * suspect.share,
    },
    { name: 'author', title: 'Author', type: 'string', of: ({ suspect }) => suspect?.commit.author },
    { name: 'time', title: 'Date', type: 'time', of: ({ suspect }) => suspect?.commit.time || null },
    ...nextSpecs(scope),
    { name: 'files', title: 'Files', type: 'number', of: ({ suspect }) => suspect?.commit.files?.length },
    { name: 'commits', title: 'Commits', type: 'number', of: ({ suspect, suspects }) => suspect && suspects?.total },
    { name: 'sha', title: 'SHA', type: 'string', of: ({ suspect }) => suspect?.commit.sha },
    { name: 'pull_request', type: 'number', of: ({ suspect }) => suspect?.commit.pullRequest },
    { name: 'incident', type: 'string', of: ({ incident }) => incident.id },
    {
      name: 'commit_url',
      type: 'string',
      of: ({ incident, suspect }) => (suspect ? scope.changeUrl(suspect.commit) : rangeUrl(scope, incident)),
    },
  ]);
}

function rangeUrl({ commitsUrl }: Scope, { drifts, previous, range }: Incident): string | null {
  return drifts ? null : commitsUrl(previous, range[1]);
}

function unknownText(suspects: Suspects | undefined): string {
  return suspects?.problem
    ? `The range alone is known: ${suspects.problem}.`
    : 'The range alone is known so far: with a GitHub token, its commits are looked up.';
}

/** Which commit is to be measured next, and how. */
function nextSpecs({ measureNext }: Scope): Array<ColumnSpec<Row>> {
  const isNext = ({ suspects, suspect }: Row) => suspect !== undefined && suspects?.next?.sha === suspect.commit.sha;
  return [
    {
      name: 'next',
      title: 'Measure next',
      description: 'Half of the suspicion lies in this commit and those before it.',
      type: 'string',
      of: (row) => (isNext(row) ? 'next' : null),
    },
    {
      name: 'command',
      title: 'To measure it',
      type: 'string',
      of: (row) => (isNext(row) ? measureNext(row.incident) : null),
    },
  ];
}
