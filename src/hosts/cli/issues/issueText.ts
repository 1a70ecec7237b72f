import { type Incident, type Remembered, markdownText, plural, type TableRow } from '../../../core';
import { rememberedText, readRemembered } from '../../../backend/store/eventMemory';

/** Begins the line by which an issue is found again. It holds what is known of its incident, so that this keeps its id. */
const MARKER = 'sglang-nightly-incident';
const MARK = new RegExp(`<!-- ${MARKER} (\\{[^\\n]*\\}) -->`);
/** The longest that GitHub takes. */
const LONGEST_BODY = 65_536;
const MOST_EVENTS = 60;

/** What an issue says of itself: which incident it is of, and what was known of it. */
interface Marker {
  readonly id: string;
  readonly state: Incident['state'];
  readonly known: Remembered;
}

/** The title and the text of an incident's issue. */
export interface IssueText {
  readonly title: string;
  readonly body: string;
}

/** What of an incident an issue depends on. */
export type IssueIncident = Pick<Incident, 'id' | 'state' | 'better' | 'notes' | 'entries'>;

/** Returns the text of an incident's issue in a repository; `row` is what the view of incidents says of it. */
export function issueText(
  incident: IssueIncident,
  row: TableRow,
  remembered: Remembered,
  repository: string
): IssueText {
  const lines = [...incidentLines(row, repository), '', `Incident \`${incident.id}\`, ${WRITTEN_BY}`];
  const body = withMarker(lines, (most) => marker(incident, remembered, most), MOST_EVENTS);
  return { title: String(row.what_full ?? '').slice(0, LONGEST_TITLE), body };
}

/** Ends a text with what is known of its incident, of as many events as there is room for. */
function withMarker(lines: readonly string[], known: (mostEvents: number) => string, mostEvents: number): string {
  const body = [...lines, '', `<!-- ${MARKER} ${known(mostEvents)} -->`].join('\n');
  return body.length <= LONGEST_BODY || mostEvents === 0 ? body : withMarker(lines, known, Math.floor(mostEvents / 2));
}

const WRITTEN_BY =
  'kept by sglang-nightly: this text is written anew when the incident grows or narrows, and the issue is closed when it ended. Close it yourself, and it stays closed while nothing changes its state.';

/** The id of the one issue that tells of all incidents. */
const ALL = '000000000000';
/** So many incidents are in one issue. */
const MOST_INCIDENTS = 20;

/** Returns the one issue of all open regressions, of which `rows` is what the view of incidents says. */
export function commonIssue(
  open: ReadonlyArray<{ readonly incident: Incident; readonly row: TableRow }>,
  remembered: Remembered,
  repository: string
): { readonly incident: IssueIncident; readonly text: IssueText } {
  const entries = open.flatMap(({ incident }) => incident.entries);
  const incident: IssueIncident = {
    id: ALL,
    state: open.length > 0 ? 'open' : 'over',
    better: false,
    notes: [],
    entries,
  };
  const title = open.length > 0 ? plural(open.length, 'open regression') : 'No open regressions';
  const sections = open
    .slice(0, MOST_INCIDENTS)
    .flatMap(({ row, ...one }) => [...incidentLines(row, repository), `- Incident \`${one.incident.id}\``, '']);
  const rest = open.length > MOST_INCIDENTS ? [`And ${open.length - MOST_INCIDENTS} more.`, ''] : [];
  const ids = new Set(open.map((one) => one.incident.id));
  const lines = [
    ...sections,
    ...rest,
    'All open regressions of the nights, kept by sglang-nightly: this text is written anew when one begins, grows or ends, and the issue is closed while there is none.',
  ];
  const known = (most: number) => marker(incident, remembered, most, ids);
  const body = withMarker(lines, known, MOST_INCIDENTS * MOST_EVENTS_OF_ONE);
  return { incident, text: { title: `SGLang nightly: ${title}`, body } };
}

const MOST_EVENTS_OF_ONE = 5;

/** What is said of an incident, as Markdown. */
function incidentLines(row: TableRow, repository: string): string[] {
  const text = (name: string) => markdownText(String(row[name] ?? ''));
  const link = (name: string, url: unknown) =>
    /^https?:\/\//.test(String(url ?? '')) ? `[${text(name)}](${String(url)})` : text(name);
  const links = [1, 2, 3].flatMap((place) => {
    const url = unmarking(String(row[`suspect_${place}_url`] ?? ''), repository);
    return url ? [`[suspect ${place}](${url})`] : [];
  });
  return [
    `**${text('what_full')}.**`,
    '',
    ...(row.commits ? [`- Commits: ${link('commits', row.commits_url)}`] : []),
    `- Metrics: ${text('metrics')}`,
    ...(row.severity ? [`- Severity: ${text('severity')}`] : []),
    ...(row.suspects ? [`- Suspects: ${text('suspects')}${links.length > 0 ? ` (${links.join(', ')})` : ''}`] : []),
    ...(row.measure_next
      ? ['- Measure next, which halves the suspicion:', '', `  ${'`'}${String(row.measure_next)}${'`'}`]
      : []),
    ...(row.note ? [`- ${text('note')}`] : []),
  ];
}

/**
 * Returns an address that leads to a pull request without a trace of it there: GitHub marks each that is linked from an issue of another
 * repository as mentioned, night after night. '' where it can't be had.
 * https://docs.renovatebot.com/configuration-options/#prbodytemplate
 */
function unmarking(url: string, repository: string): string {
  const [, host, path = ''] = /^https?:\/\/([^/]+)\/(.*)$/.exec(url) ?? [];
  if (host && path.toLowerCase().startsWith(`${repository.toLowerCase()}/`)) {
    return url;
  }
  return host === 'github.com' ? `https://redirect.github.com/${path}` : '';
}

const LONGEST_TITLE = 200;

function marker(
  incident: IssueIncident,
  { events, incidents }: Remembered,
  most: number,
  ids = new Set([incident.id])
): string {
  const own = new Set(incident.entries.flatMap((entry) => entry.events.map(({ id }) => id)));
  const written = events.filter(({ id }) => own.has(id)).slice(0, most);
  const eventIds = new Set(written.map(({ id }) => id));
  const remembered = incidents
    .filter(({ id }) => ids.has(id))
    .map((one) => ({ ...one, events: one.events.filter((id) => eventIds.has(id)) }));
  const { id, state } = incident;
  const text = `{"id":"${id}","state":"${state}","known":${rememberedText({ events: written, incidents: remembered })}}`;
  // Names are from artifacts: nothing in them may end the comment, or be a tag where one is not hidden.
  return text.replace(/--|[<>]/g, (found) => ESCAPED[found]!);
}

/** Returns what an issue says of itself; undefined where it is none of ours, or where somebody broke it. */
export function readMarker(body: string): Marker | undefined {
  try {
    const { id, state, known } = JSON.parse(MARK.exec(body)?.[1] ?? 'null') as Record<string, unknown>;
    const isRight =
      typeof id === 'string' && /^[0-9a-f]{12}$/.test(id) && ['open', 'over', 'acknowledged'].includes(String(state));
    return isRight ? { id, state: state as Incident['state'], known: readRemembered(known).remembered } : undefined;
  } catch {
    return undefined;
  }
}

const ESCAPED: Readonly<Record<string, string>> = { '--': '-\\u002d', '<': '\\u003c', '>': '\\u003e' };
