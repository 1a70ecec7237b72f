import { styleText } from 'node:util';

import { plainText, rowsOf, type Table, type TableRow, textTable } from '../../core';
import { fleetLines, type Report, section, SHOWN } from './reportFormats';

/** What is asked of a report for a terminal. */
export interface TextOptions {
  /** Spells out each change, however wide that is. */
  readonly verbose?: boolean;
  readonly colours?: boolean;
}

/** Columns of a terminal that is not wide. */
const WIDTH = 100;
const STATUS = 12;

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const STYLES: Readonly<Record<string, Style>> = { critical: ['bold', 'red'], major: 'red', minor: 'yellow' };

/** Prints a report in at most 100 columns: the fleet, then one incident after the other. */
export function textReport(report: Report, options: TextOptions = {}): string {
  const { title, fleet, incidents, events, notices } = report;
  const paint: Paint = (style, text) => (options.colours ? styleText(style, text) : text);
  return [
    ...wrapped(title, '', 0),
    '',
    ...fleetLines(fleet).flatMap(({ name, summary }) => wrapped(`${name}: ${summary}`, '', 2)),
    ...incidentLines(incidents, paint, options),
    ...(options.verbose ? section('Changes', events, SHOWN.events, textTable) : inShort(events)),
    ...notices.flatMap(({ text }) => ['', ...wrapped(text, '', 0)]),
  ].join('\n');
}

function incidentLines(incidents: Table, paint: Paint, { verbose }: TextOptions): string[] {
  const rows = rowsOf(incidents);
  if (rows.length === 0) {
    return ['', 'Incidents: none.'];
  }
  return [
    '',
    'Incidents',
    '',
    ...rows.flatMap((row) => [...incidentLine(row, paint), ...(verbose ? commandLine(row) : [])]),
  ];
}

/** A command is one line, to be copied, however wide it is. */
function commandLine({ measure_next: command }: TableRow): string[] {
  return command ? [`${' '.repeat(STATUS + 2)}To measure next:`, plainText(String(command))] : [];
}

function incidentLine(row: TableRow, paint: Paint): string[] {
  const text = (name: string) => String(row[name] ?? '');
  const isOpenRegression = text('status') === 'regression' || text('status') === 'drift';
  const head = `${(isOpenRegression ? text('severity') : text('status')).padEnd(STATUS)}  `;
  const style = text('verdict') === 'better' ? 'green' : (STYLES[text('severity')] ?? 'red');
  const commits = text('commits') && `Commits: ${text('commits')}`;
  const suspects = text('suspects') && `Suspects: ${text('suspects')}`;
  const more = [commits, suspects, text('note')].filter((line): line is string => Boolean(line));
  const sentence = [text('what'), text('is_new')].filter(Boolean).join(', ');
  const [first = '', ...rest] = wrapped(sentence, head, head.length);
  return [
    paint(style, head) + first.slice(head.length),
    ...rest,
    ...more.flatMap((line) => wrapped(line, ' '.repeat(head.length), head.length)),
  ];
}

function inShort(events: Table): string[] {
  const rows = events.columns[0]?.values.length ?? 0;
  return rows === 0 ? [] : ['', `${rows} changes of series and metrics; --verbose spells them out.`];
}

/** Breaks a text into lines at its spaces; those after the first are indented. */
function wrapped(text: string, head: string, indent: number): string[] {
  const lines: string[] = [];
  let line = head;
  let isEmpty = true;
  for (const word of plainText(text).split(' ')) {
    if (!isEmpty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = ' '.repeat(indent);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}
