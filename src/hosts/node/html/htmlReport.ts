import {
  type DataFrameJson,
  dateText,
  type Filter,
  rowsOfFrame,
  type SavedQuery,
  SERIES_ATTRIBUTES,
  type TableRow,
} from '../../../core';
import { type Answer, missingOf, shown } from '../../../backend/answer';
import { chart } from './chart';
import { escape, link } from './escape';
import { STYLE } from './style';

/** Answers a query of the report's time range, or of a longer one that begins at `from`, in milliseconds since 1970. */
type Ask = (query: SavedQuery, from?: number) => Promise<Answer<readonly DataFrameJson[]>>;

/** So many incidents have a chart; the page stays one that opens at once. */
const MOST_CHARTS = 20;

/**
 * Returns a report as one page that needs nothing else: no script, no font, no picture from elsewhere. It is read aloud,
 * printed, and shown on a telephone, in light and in dark.
 */
export async function htmlReport(title: string, ask: Ask): Promise<string> {
  const changes = (view: SavedQuery['view']) => ask({ kind: 'changes', view });
  const answers = await Promise.all((['fleet', 'matrix', 'incidents', 'events'] as const).map(changes));
  const [fleet, matrix, incidents, events] = answers.map((answer) => shown(answer)[0]);
  const unknown = answers.map(unknownText).find(Boolean);
  const changed = events ? rowsOfFrame(events) : [];
  const found = (incidents ? rowsOfFrame(incidents) : []).map((incident) => ({
    incident,
    events: eventsOf(incident, changed),
  }));
  const articles = await Promise.all(found.map((one, at) => article(one, at < MOST_CHARTS, ask)));
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escape(title)}</title><style>${STYLE}</style></head><body><main><h1>${escape(title)}</h1>`,
    `<ul>${(fleet ? rowsOfFrame(fleet) : []).map(fleetLine).join('')}</ul>`,
    ...notices(fleet).map((text) => `<p class="soft">${escape(text)}</p>`),
    `<h2>Night by night</h2>${matrix && !unknown ? matrixTable(matrix, found) : paragraph(unknown)}`,
    `<h2>What changed</h2>${unknown ? paragraph(unknown) : articles.join('') || paragraph(nothingText(answers[2]!))}`,
    '</main></body></html>\n',
  ].join('\n');
}

function paragraph(text = ''): string {
  return text && `<p>${escape(text)}</p>`;
}

/** The sentence in place of what nobody knows yet. */
function unknownText(answer: Answer<unknown>): string {
  return answer.known === 'not yet' ? `Not known yet. ${missingOf(answer)}` : '';
}

/** In a part of the nights it is that part in which nothing changed. */
function nothingText(answer: Answer<unknown>): string {
  return answer.known === 'partly' ? `Nothing changed in what is known. ${missingOf(answer)}` : 'Nothing changed.';
}

function fleetLine({ gpu_config: name, summary }: TableRow): string {
  return `<li><strong>${escape(name)}</strong>: ${escape(summary)}</li>`;
}

function notices(frame: DataFrameJson | undefined): string[] {
  const said = (frame?.schema.meta.notices ?? []) as ReadonlyArray<{ readonly text: string }>;
  return said.map(({ text }) => text);
}

/** An incident, and the changes of series that are part of it, the strongest first. */
interface Found {
  readonly incident: TableRow;
  readonly events: readonly TableRow[];
}

function eventsOf({ commits, verdict }: TableRow, events: readonly TableRow[]): TableRow[] {
  return events.filter((event) => event.commits === commits && event.direction === verdict && event.model);
}

/**
 * A row for each model, a cell for each night: the colour says it, a title and a text for who can't see it say it too. Where it
 * is an incident that colours a cell, the cell leads to what is said of it.
 */
function matrixTable({ schema, data }: DataFrameJson, found: readonly Found[]): string {
  const [times = [], ...rows] = data.values;
  const line = (values: readonly unknown[], at: number) => {
    const field = schema.fields[at + 1];
    // Here is room for the whole name.
    const name = String(field?.config.description ?? field?.name);
    const own = found.flatMap(({ incident, events }) =>
      events.filter(isOf(field?.labels)).map((event) => ({ incident, event }))
    );
    const cells = values.map((state, night) => cell(state, Number(times[night]), own));
    return `<tr><th scope="row">${escape(name)}</th>${cells.join('')}</tr>`;
  };
  const kinds = Object.entries(CLASSES).map(([state, name]) => `<tr><td class="${name}"></td><th>${state}</th></tr>`);
  return `<div class="scroll" role="region" aria-label="Night by night" tabindex="0"><table class="nights">${datesRow(times)}${rows.map(line).join('')}</table></div><table class="kinds" aria-hidden="true">${kinds.join('')}</table>`;
}

/** So many dates stand above the nights, which are equally wide. */
const DATES = 4;

function datesRow(times: readonly unknown[]): string {
  const most = Math.min(DATES, times.length);
  const places = Array.from({ length: most }, (_, at) => Math.round((at * (times.length - 1)) / Math.max(1, most - 1)));
  const dates = places.map((place) => `<span>${dateText(Number(times[place]))}</span>`);
  return `<tr class="dates" aria-hidden="true"><th></th><th colspan="${times.length}"><div>${dates.join('')}</div></th></tr>`;
}

/** Whether a change is of a row of the matrix; composites have labels of which a row has more. */
function isOf(labels: Readonly<Record<string, string>> | undefined): (event: TableRow) => boolean {
  return (event) => event.model === labels?.model && (!event.gpu_config || event.gpu_config === labels?.gpu_config);
}

type OwnEvents = ReadonlyArray<{ readonly incident: TableRow; readonly event: TableRow }>;

function cell(state: unknown, time: number, own: OwnEvents): string {
  if (state === null) {
    return '<td></td>';
  }
  const shown = CLASSES[String(state)] ?? 'absent';
  const verdict = shown === 'improved' ? 'better' : SEVERE.has(shown) ? 'worse' : undefined;
  // The change that began last before the night: what is coloured is so since then.
  const [cause] = own
    .filter(({ event }) => event.direction === verdict && Number(event.time) <= time)
    .sort((a, b) => Number(b.event.time) - Number(a.event.time));
  const text = `<span>${escape(state)}</span>`;
  const content = cause ? `<a href="#${anchor(cause.incident)}">${text}</a>` : text;
  return `<td class="${shown}" title="${dateText(time)}: ${escape(state)}">${content}</td>`;
}

/** The states of a night, and what they are drawn as. */
const CLASSES: Readonly<Record<string, string>> = {
  ok: 'ok',
  improved: 'improved',
  minor: 'minor',
  major: 'major',
  critical: 'critical',
  failed: 'failed',
  missing: 'missing',
  'not run': 'absent',
  learning: 'learning',
};

const SEVERE = new Set(['minor', 'major', 'critical']);

function anchor({ id }: TableRow): string {
  return `incident-${escape(id)}`;
}

async function article({ incident, events }: Found, hasChart: boolean, ask: Ask): Promise<string> {
  const { verdict, severity, what, metric, metrics, commits, commits_url: url, note, status, id } = incident;
  const strongest = hasChart ? (events.find((event) => event.metric === metric) ?? events[0]) : undefined;
  return [
    `<article id="${anchor(incident)}" class="${verdict === 'better' ? 'better' : 'worse'}">`,
    `<h3>${escape(what)}</h3>`,
    `<p>${[severity, status]
      .filter(Boolean)
      .map((text) => escape(text))
      .join(', ')}; suspect commits ${link(url, String(commits))}`,
    suspectsLine(incident),
    note ? `<br>${escape(note)}` : '',
    `<br><span class="soft">${escape(metrics)}; incident ${escape(id)}</span></p>`,
    strongest ? await chartOf(strongest, Number(incident.link_from), ask) : '',
    '</article>',
  ].join('');
}

const PLACES = [1, 2, 3];

/** The first suspects in words, and the ways to them. */
function suspectsLine({ suspects, ...incident }: TableRow): string {
  if (!suspects) {
    return '';
  }
  const links = PLACES.flatMap((place) => {
    const url = incident[`suspect_${place}_url`];
    return url ? [link(url, `suspect ${place}`)] : [];
  });
  return `<br>${escape(suspects)} ${links.length > 0 ? `(${links.join(', ')})` : ''}`;
}

/** The labels that tell a series from the others of its model, where it has them. */
const NARROWED = SERIES_ATTRIBUTES.filter(({ labels }) => labels?.length === 1);

/** The trend of the series in which a change is strongest, from before it. */
async function chartOf(event: TableRow, from: number, ask: Ask): Promise<string> {
  const { gpu_config: gpu, input_len: input, output_len: output } = event;
  const filter: Filter = {
    ...Object.fromEntries(NARROWED.flatMap(({ id, name }) => (event[name] ? [[id, [String(event[name])]]] : []))),
    ...(input !== null && output !== null && { ioLength: [`${input}_${output}`] }),
  };
  const metrics = [event.metric_id] as SavedQuery['metrics'];
  // The page says above what is missing of it.
  const [frame] = shown(await ask({ kind: 'trend', metrics, filter, levels: true }, from));
  return frame ? chart(frame, `${event.metric} of ${event.name} on ${gpu}`) : '';
}
