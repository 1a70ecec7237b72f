import { type Column, LABEL_NAMES, markdownTable, markdownText, type Notice, rowsOf, type Table } from '../../core';

/** What `report` prints, whatever the form. */
export interface Report {
  readonly title: string;
  readonly fleet: Table;
  readonly incidents: Table;
  readonly events: Table;
  readonly suspects: Table;
  readonly notices: readonly Notice[];
}

/** Columns that a person reads; JSON has all of them. */
export const SHOWN = {
  incidents: ['status', 'what', 'severity', 'metrics', 'commits', 'suspects', 'is_new', 'note'],
  events: [
    'state',
    'severity',
    ...LABEL_NAMES,
    'metric',
    'change',
    'low',
    'high',
    'confidence',
    'time',
    'commits',
    'is_new',
    'id',
    'note',
  ],
};
/** So many changes are spelled out; the incidents name them all. */
const MOST_EVENTS = 50;

/** Prints a report as Markdown, for a step summary. */
export function markdownReport({ title, fleet, incidents, events, notices }: Report): string {
  return [
    `## ${markdownText(title)}`,
    '',
    ...fleetLines(fleet).map(({ name, summary }) => `- **${markdownText(name)}**: ${markdownText(summary)}`),
    ...section('### Incidents', incidents, SHOWN.incidents, linkedTable(incidents)),
    ...section('### Changes', events, SHOWN.events, linkedTable(events)),
    ...notices.map((notice) => `\n> ${markdownText(notice.text)}`),
  ].join('\n');
}

/** Prints all of a report for programs, which read whole names. */
export function jsonReport({ title, fleet, incidents, events, suspects, notices }: Report): string {
  const report = {
    title,
    fleet: rowsOf(fleet),
    incidents: rowsOf(incidents).map(({ what_full: what, scope, ...incident }) => ({
      ...incident,
      what,
      scope: JSON.parse(String(scope ?? '{}')) as unknown,
    })),
    changes: rowsOf(events),
    suspects: rowsOf(suspects),
    notices: notices.map((notice) => notice.text),
  };
  return JSON.stringify(report, undefined, 2);
}

/** Returns the line of each GPU configuration. */
export function fleetLines(fleet: Table): Array<{ name: string; summary: string }> {
  return rowsOf(fleet).map((row) => ({ name: String(row.gpu_config), summary: String(row.summary) }));
}

/** Returns a heading and the rows of a table, without columns that are empty. */
export function section(
  heading: string,
  table: Table,
  names: readonly string[],
  draw: (table: Table) => string
): string[] {
  const rows = table.columns[0]?.values.length ?? 0;
  if (rows === 0) {
    return ['', `${heading}: none.`];
  }
  return ['', heading, '', ...drawn(table, names, draw)];
}

/** Returns the first rows of a table with these columns, without those that are empty, and how many more there are. */
export function drawn(table: Table, names: readonly string[], draw: (table: Table) => string): string[] {
  const rows = table.columns[0]?.values.length ?? 0;
  const columns = names.flatMap((name) => table.columns.find((column) => column.name === name) ?? []);
  const filled = columns.map((column) => firstRows(column, MOST_EVENTS)).filter(hasValues);
  const rest = rows > MOST_EVENTS ? ['', `and ${rows - MOST_EVENTS} more; --format json prints all.`] : [];
  return [draw({ ...table, columns: filled }), ...rest];
}

function firstRows(column: Column, count: number): Column {
  return { ...column, values: column.values.slice(0, count) } as Column;
}

function hasValues({ values }: Column): boolean {
  return values.some((value) => value !== null);
}

/** Returns how to draw a part of a table: its suspect commits become links. */
function linkedTable(table: Table): (part: Table) => string {
  const urls = table.columns.find(({ name }) => name === 'commits_url')?.values ?? [];
  const link = ({ name }: Column, row: number) => (name === 'commits' ? String(urls[row] ?? '') : undefined);
  return (part) => markdownTable(part, { link });
}
