import { type IssueText, readMarker, type IssueIncident } from './issueText';

/** An issue as it is. */
export interface ExistingIssue {
  readonly number: number;
  readonly isOpen: boolean;
  readonly title: string;
  readonly body: string;
}

/** What is to be done with an issue. `comment` is said first. */
export type IssueAction =
  | { readonly do: 'open'; readonly text: IssueText }
  | {
      readonly do: 'change';
      readonly number: number;
      readonly text: IssueText;
      readonly comment?: string;
      readonly state?: 'open' | 'closed';
    };

export interface Wanted {
  readonly incident: IssueIncident;
  readonly text: IssueText;
}

/**
 * Returns what makes issues say what incidents are: one issue for each incident, the oldest where there are several. An issue
 * that somebody closed stays closed while its incident goes on; one whose incident was over is opened again when it comes back.
 * Incidents that were over before anybody was told, and improvements, have none.
 */
export function planIssues(wanted: readonly Wanted[], existing: readonly ExistingIssue[]): IssueAction[] {
  const byIncident = new Map<string, ExistingIssue>();
  for (const issue of [...existing].sort((a, b) => a.number - b.number)) {
    const id = readMarker(issue.body)?.id;
    if (id && !byIncident.has(id)) {
      byIncident.set(id, issue);
    }
  }
  return wanted.flatMap(({ incident, text }): IssueAction[] => {
    const issue = byIncident.get(incident.id);
    if (!issue) {
      return incident.state === 'open' && !incident.better ? [{ do: 'open', text }] : [];
    }
    const change = changeOf(issue, incident);
    const isSame = contentOf(issue.title, issue.body) === contentOf(text.title, text.body) && !change.comment;
    return isSame ? [] : [{ do: 'change', number: issue.number, text, ...change }];
  });
}

/** What an issue says. By how many percent exactly moves from night to night, and is no reason to edit it. */
function contentOf(title: string, body: string): string {
  return `${title}\n${body}`.replace(/[+-]?\d+(\.\d+)? %/g, '%').replace(/<!-- .* -->/, '');
}

function changeOf(
  { isOpen, body }: ExistingIssue,
  { state, notes }: IssueIncident
): { readonly comment?: string; readonly state?: 'open' | 'closed' } {
  const before = readMarker(body)!.state;
  if (state === before) {
    return {};
  }
  if (state === 'open') {
    return { comment: 'It is back.', ...(!isOpen && { state: 'open' as const }) };
  }
  const note = notes.length > 0 ? ` ${notes.join(' ')}` : '';
  const comment = state === 'over' ? `It is over.${note}` : 'It is acknowledged.';
  return { comment, ...(isOpen && { state: 'closed' as const }) };
}
