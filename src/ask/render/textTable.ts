import { type Column, type Table } from '../../model/table';
import { plainText } from '../../lib/texts';
import { minuteText } from '../../lib/time';

/** Returns a table as lines of text for a terminal: numbers right-aligned, times as UTC, hidden columns left out. */
export function textTable(table: Table): string {
  const shown = table.columns.filter((column) => !column.hidden);
  const cells = shown.map((column) => [heading(column), ...cellsOf(column)]);
  const widths = cells.map((column) => Math.max(...column.map((cell) => cell.length)));
  const rows = cells[0]?.map((_, row) =>
    cells
      .map((column, at) =>
        shown[at]?.type === 'number' ? column[row]!.padStart(widths[at]!) : column[row]!.padEnd(widths[at]!)
      )
      .join('  ')
      .trimEnd()
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return rows ? [rows[0], rule, ...rows.slice(1)].join('\n') : '(no data)';
}

/** What is special about a Markdown table. */
interface MarkdownOptions {
  /** Returns where a cell leads to, if anywhere. */
  readonly link?: (column: Column, row: number) => string | undefined;
}

/** Returns a table as a Markdown table, as GitHub's step summaries show it. */
export function markdownTable(table: Table, { link }: MarkdownOptions = {}): string {
  const shown = table.columns.filter((column) => !column.hidden);
  const cells = shown.map((column) =>
    cellsOf(column).map((cell, row) => {
      const url = link?.(column, row);
      return url ? `[${markdownText(cell)}](${addressText(url)})` : markdownText(cell);
    })
  );
  const line = (texts: readonly string[]) => `| ${texts.join(' | ')} |`;
  const rule = line(shown.map((column) => (column.type === 'number' ? '---:' : '---')));
  const rows = cells[0]?.map((_, row) => line(cells.map((column) => column[row]!))) ?? [];
  return [line(shown.map(heading)), rule, ...rows].join('\n');
}

function addressText(url: string): string {
  return encodeURI(url).replace(/[()]/g, (bracket) => (bracket === '(' ? '%28' : '%29'));
}

/** Returns a text as Markdown shows it: what comes from artifacts is never markup, nor the name of somebody to notify. */
export function markdownText(text: string): string {
  return plainText(text)
    .replace(/[\\`*_[\]<>|~#&]/g, '\\$&')
    .replace(/@(?=\w)/g, '@\u2060')
    .replace(/\bGH(?=-\d)/gi, '$&\u2060')
    .replace(/\b(https?):\/\//g, '$1\\://');
}

function heading(column: Column): string {
  return column.displayName ?? column.name;
}

function cellsOf(column: Column): string[] {
  if (column.type === 'string') {
    return column.values.map((value) => plainText(value ?? ''));
  }
  if (column.type === 'time') {
    return column.values.map((value) => (value === null ? '' : minuteText(value)));
  }
  return column.values.map((value) => (value === null ? '' : numberText(value, column)));
}

function numberText(value: number, { decimals, unit }: Column): string {
  const digits = decimals ?? (Number.isInteger(value) ? 0 : 2);
  return `${value.toFixed(digits)}${unit === 'percent' ? ' %' : ''}`;
}
