import { probit } from 'simple-statistics';
import { parse } from 'valibot';

import {
  answer,
  type Column,
  isUsualOnMain,
  markdownTable,
  markdownText,
  nightQuerySchema,
  type NightTable,
  type Notice,
  plainText,
  plural,
  rowsOf,
  type Table,
  tally,
  textTable,
} from '../../../core';
import { SourceError } from '../../../sources/errors';
import { answerOptions } from '../answerable';
import { fileSource } from '../createSource';
import { EXIT } from '../exitCodes';
import { type FindFlags, findInNights, type NightsAndFindings, nightsOf } from '../findInNights';
import { drawn } from '../reportFormats';
import { UNOFFICIAL } from '../unofficialRuns';

interface AgainstFlags extends FindFlags {
  readonly against: string;
  readonly format: string;
  readonly failOn?: string;
}

/** Columns that a person reads; JSON has all of them. */
const SHOWN = [
  'verdict',
  'gpu_config',
  'model',
  'variant',
  'batch_size',
  'metric',
  'level_change',
  'low',
  'high',
  'a',
  'b',
  'unit',
];
/** `report --input MINE --against NIGHTS`: which series of runs of one's own differ from the nights' current level. */
export async function reportAgainst(flags: AgainstFlags, warn: (line: string) => void): Promise<void> {
  if (!flags.input) {
    throw new SourceError('notConfigured', 'There is nothing to compare with the nights', {
      advice: 'Give the file of your own runs with --input FILE.',
    });
  }
  const input = flags.against === 'source' ? undefined : flags.against;
  const { nights, partial } = nightsOf(
    await findInNights({ ...flags, input }, warn, { unofficial: fileSource(flags.input) })
  );
  const comparison = compareWithNights(nights, partial);
  process.stdout.write(`${FORMATS[flags.format]?.(comparison) ?? textOf(comparison)}\n`);
  const worse = comparison.counts.get('worse') ?? 0;
  process.exitCode =
    flags.failOn !== undefined && worse > 0
      ? EXIT.regression
      : partial.length > 0 || comparison.rows.length === 0
        ? EXIT.sourceFailed
        : EXIT.done;
}

interface Comparison {
  readonly title: string;
  readonly table: Table;
  /** Where the runs of one's own have a value. */
  readonly rows: ReturnType<typeof rowsOf>;
  readonly counts: ReadonlyMap<string, number>;
  readonly notices: readonly string[];
}

function compareWithNights(nights: NightsAndFindings, partial: readonly Notice[]): Comparison {
  const official = newestOfficial(nights.table, nights.findings.observed);
  const query = parse(nightQuerySchema, {
    kind: 'compare',
    metrics: [],
    rows: 'all',
    filter: { branch: [UNOFFICIAL] },
    target: { kind: 'latest' },
    baseline: { kind: 'run', value: official ?? '' },
  });
  const [table] = answer(nights.table, query, { ...answerOptions(nights, -Infinity), to: Infinity });
  const measured = rowsOf(table!).flatMap(({ b }, row) => (b === null ? [] : [row]));
  const own = onlyCertain(rowsAt(table!, measured));
  const rows = rowsOf(own);
  const counts = tally(rows.map(({ verdict }) => String(verdict)));
  return {
    title: titleOf(rows.length, counts),
    table: own,
    rows,
    counts,
    notices: [...table!.notices, ...partial].map(({ text }) => text),
  };
}

/** The newest usual night of the main branch. */
function newestOfficial(table: NightTable, observed: NightsAndFindings['findings']['observed']): string | undefined {
  const { runs } = table;
  return runs.findLast(({ benchmarks }, index) => benchmarks > 0 && isUsualOnMain(table, observed, index))?.run.id;
}

/** One run in so many may call a difference that is none. */
const FALSE_ALARMS = 0.05;
const INTERVAL = 1.96;

/**
 * Of a thousand values some differ by three standard errors though nothing changed: a gate that failed on each would always fail.
 * So a difference counts where it would be rare among all values together (Bonferroni).
 */
function onlyCertain(table: Table): Table {
  const rows = rowsOf(table);
  const least = probit(1 - FALSE_ALARMS / (2 * Math.max(1, rows.length)));
  const verdicts = rows.map(({ verdict, level_change: change, low, high }) => {
    const [size, from, to] = [change, low, high].map((percent) => Math.log1p(Number(percent) / 100)) as [
      number,
      number,
      number,
    ];
    const isRare = Math.abs(size) >= (least * (to - from)) / (2 * INTERVAL);
    return (verdict === 'worse' || verdict === 'better') && !isRare ? 'no change seen' : verdict;
  });
  const columns = table.columns.map((column) =>
    column.name === 'verdict' ? ({ ...column, values: verdicts } as Column) : column
  );
  return { ...table, columns };
}

/** Returns these rows of a table, in this order. */
function rowsAt(table: Table, rows: readonly number[]): Table {
  const columns = table.columns.map(
    (column) => ({ ...column, values: rows.map((row) => column.values[row] ?? null) }) as Column
  );
  return { ...table, columns };
}

function titleOf(all: number, counts: ReadonlyMap<string, number>): string {
  if (all === 0) {
    return 'No series of these runs is measured at night: nothing can be compared.';
  }
  const [worse = 0, better = 0] = ['worse', 'better'].map((verdict) => counts.get(verdict));
  const rest = [...counts].filter(([verdict]) => verdict !== 'worse' && verdict !== 'better');
  const restText = rest.map(([verdict, count]) => `${count} ${verdict}`).join(', ');
  return `Against the current level of the nights, of ${plural(all, 'value')}: ${worse} worse, ${better} better${restText && `, ${restText}`}.`;
}

const FORMATS: Readonly<Record<string, (comparison: Comparison) => string>> = {
  json: ({ title, rows, notices }) => JSON.stringify({ title, comparison: rows, notices }, undefined, 2),
  markdown: ({ title, table, notices }) =>
    [
      `## ${markdownText(title)}`,
      ...differencesIn(table, markdownTable),
      ...notices.map((text) => `\n> ${markdownText(text)}`),
    ].join('\n'),
};

function textOf({ title, table, notices }: Comparison): string {
  return [
    plainText(title),
    ...differencesIn(table, textTable),
    ...notices.flatMap((text) => ['', plainText(text)]),
  ].join('\n');
}

/** The values that differ, the worst first; nothing where none does. */
function differencesIn(table: Table, draw: (table: Table) => string): string[] {
  const rows = rowsOf(table);
  const order = rows
    .flatMap(({ verdict }, row) => (verdict === 'worse' || verdict === 'better' ? [row] : []))
    .sort((p, q) => rank(rows[q]!) - rank(rows[p]!));
  return order.length > 0 ? ['', ...drawn(rowsAt(table, order), SHOWN, draw)] : [];
}

function rank({ verdict, magnitude }: ReturnType<typeof rowsOf>[number]): number {
  return (verdict === 'worse' ? 1000 : 0) + Number(magnitude ?? 0);
}
