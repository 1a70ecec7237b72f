import { Command } from 'commander';

import {
  type NightQuery,
  type Run,
  type Table,
  answer,
  buildNightTable,
  markdownTable,
  readNights,
  textTable,
} from '../../src/core';
import { repositoryUrl } from '../../src/sources/github/githubOptions';
import { EXIT } from '../exitCodes';
import { type GitHubFlags, githubOptions, option, wholeNumber } from '../options';
import { readRecords } from '../readRecords';

interface ReportFlags extends GitHubFlags {
  readonly format: 'text' | 'markdown' | 'json';
  readonly days: number;
  readonly input?: string;
  readonly dataDir: string;
}

const MS_A_DAY = 24 * 60 * 60 * 1000;

const QUERY: NightQuery = {
  refId: 'A',
  kind: 'latest',
  metrics: ['overall_throughput', 'output_throughput', 'latency_ms', 'ttft_ms', 'acc_length'],
  filter: {},
  legend: '',
  baseline: { kind: 'previous' },
  matchers: [],
};

/** `sglang-nightly report`: the latest value of each series. */
export function reportCommand(): Command {
  const command = new Command('report')
    .description('print the latest night: each series with its change to the run before')
    .addOption(option('--format <form>', 'how to print').choices(['text', 'markdown', 'json']).default('text'))
    .addOption(
      option('--days <n>', 'how many days back from the newest night').default(90).argParser(wholeNumber(1, 3650))
    )
    .addOption(option('--input <file>', 'a file that fetch wrote'))
    .addOption(option('--data-dir <dir>', "the collector's archive, where --input is left out").default('data'));
  githubOptions().forEach((one) => command.addOption(one));
  return command.action(runReport);
}

async function runReport(flags: ReportFlags): Promise<void> {
  const warn = (line: string) => void process.stderr.write(`${line}\n`);
  const { nights, issues } = readNights(await readRecords(flags, warn));
  issues.forEach((issue) => warn(issue.message));
  const table = buildNightTable(nights);
  const newest = table.runs.findLast((entry) => entry.benchmarks > 0)?.run;
  if (!newest) {
    warn('There is no night with results.');
    process.exitCode = EXIT.sourceFailed;
    return;
  }
  const window = { from: newest.time - flags.days * MS_A_DAY, to: newest.time };
  const [first] = answer(table, QUERY, {
    ...window,
    now: newest.time,
    repositoryUrl: repositoryUrl(flags.apiUrl, flags.repo),
    notices: [],
  });
  process.stdout.write(`${FORMATS[flags.format](first!, title(newest, table.runs.length))}\n`);
}

function title(run: Run, runs: number): string {
  const commit = run.commit ? `, commit ${run.commit.slice(0, 9)}` : '';
  return `Night of ${new Date(run.time).toISOString().slice(0, 10)}, run ${run.id}${commit} (${runs} runs read)`;
}

const FORMATS: Readonly<Record<ReportFlags['format'], (table: Table, heading: string) => string>> = {
  text: (table, heading) => [heading, '', textTable(table), ...table.notices.map(({ text }) => text)].join('\n'),
  markdown: (table, heading) =>
    [`## ${heading}`, '', markdownTable(table), '', ...table.notices.map(({ text }) => `> ${text}`)].join('\n'),
  json: (table) => JSON.stringify(rowsOf(table), undefined, 2),
};

function rowsOf({ columns, notices }: Table) {
  const length = columns[0]?.values.length ?? 0;
  const rows = Array.from({ length }, (_, row) =>
    Object.fromEntries(columns.map((column) => [column.name, column.values[row]]))
  );
  return { rows, notices: notices.map(({ text }) => text) };
}
