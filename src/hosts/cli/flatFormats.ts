import { LABEL_NAMES, METRICS, newestAttempts, type Night } from '../../core';

/** How nights are written for other programs than ours. */
export const FORMATS = ['json', 'csv', 'ndjson', 'parquet'] as const;
export type Format = (typeof FORMATS)[number];
export type FlatFormat = Exclude<Format, 'json'>;

type Cell = string | number | Date | null;

/** A column of the flat rows, with its values. */
interface FlatColumn {
  readonly name: string;
  readonly type: 'STRING' | 'DOUBLE' | 'INT32' | 'TIMESTAMP';
  readonly values: readonly Cell[];
}

/**
 * Returns nights as text or bytes: one row for each series of each night, oldest night first, with what is known of its run, all
 * labels and all metrics that any row has; and why it failed, where the document says so.
 */
export async function flatBody(nights: readonly Night[], format: FlatFormat): Promise<string | Uint8Array> {
  const columns = flatColumns(nights);
  switch (format) {
    case 'csv':
      return csv(columns);
    case 'ndjson':
      return ndjson(columns);
    case 'parquet':
      return parquet(columns);
  }
}

function flatColumns(nights: readonly Night[]): FlatColumn[] {
  const ordered = newestAttempts(nights).sort((a, b) => a.run.time - b.run.time);
  const rows = ordered.flatMap(({ run, rows }) => rows.map((row) => ({ run, ...row })));
  type FlatRow = (typeof rows)[number];
  const column = (name: string, type: FlatColumn['type'], of: (row: FlatRow) => Cell | undefined): FlatColumn => ({
    name,
    type,
    values: rows.map((row) => of(row) ?? null),
  });
  const columns = [
    column('time', 'TIMESTAMP', ({ run }) => new Date(run.time)),
    column('run', 'STRING', ({ run }) => run.id),
    column('attempt', 'INT32', ({ run }) => run.attempt),
    column('commit', 'STRING', ({ run }) => run.commit),
    column('branch', 'STRING', ({ run }) => run.branch),
    column('event', 'STRING', ({ run }) => run.event),
    column('workflow', 'STRING', ({ run }) => run.workflow ?? ''),
    ...LABEL_NAMES.map((name) => column(name, 'STRING', ({ series }) => series.labels[name])),
    ...METRICS.map(({ id }) => column(id, 'DOUBLE', ({ values }) => values[id])),
    column('failure', 'STRING', ({ failure }) => failure),
  ];
  return columns.filter(({ name, values }) => OF_RUN.has(name) || values.some((value) => value !== null));
}

/** Always there, so that programs can rely on them. */
const OF_RUN = new Set(['time', 'run', 'attempt', 'commit', 'branch', 'event', 'workflow']);

function rowCount(columns: readonly FlatColumn[]): number {
  return columns[0]?.values.length ?? 0;
}

const textOf = (cell: Cell): string | number | null => (cell instanceof Date ? cell.toISOString() : cell);

/** Texts come from artifacts: those that a spreadsheet would take for a formula are written as text. */
async function csv(columns: readonly FlatColumn[]): Promise<string> {
  const { stringify } = await import('csv-stringify/sync');
  const rows = Array.from({ length: rowCount(columns) }, (_, at) => columns.map(({ values }) => textOf(values[at]!)));
  return stringify([columns.map(({ name }) => name), ...rows], { escape_formulas: true });
}

function ndjson(columns: readonly FlatColumn[]): string {
  return Array.from({ length: rowCount(columns) }, (_, at) => {
    const cells = columns.flatMap(({ name, values }) => (values[at] === null ? [] : [[name, textOf(values[at]!)]]));
    return `${JSON.stringify(Object.fromEntries(cells))}\n`;
  }).join('');
}

async function parquet(columns: readonly FlatColumn[]): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const columnData = columns.map(({ name, type, values }) => ({ name, type, data: [...values], nullable: true }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
