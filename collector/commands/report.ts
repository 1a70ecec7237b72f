import { Command } from 'commander';
import { parse } from 'valibot';

import {
  type ChangeEvent,
  type NightTable,
  type Notice,
  type Run,
  type Table,
  answer,
  buildNightTable,
  type ChangeView,
  createDetectors,
  type Detectors,
  isOpenRegression,
  nightQuerySchema,
  readNights,
} from '../../src/core';
import { repositoryUrl } from '../../src/sources/github/githubOptions';
import { openAckFile } from '../ackFile';
import { EXIT } from '../exitCodes';
import {
  type DetectionFlags,
  detectionOptions,
  type GitHubFlags,
  githubOptions,
  option,
  wholeNumber,
} from '../options';
import { readKnownEvents, readRecords } from '../readRecords';
import { REPORT_FORMATS, type Report, type ReportFormat } from '../reportFormats';

interface ReportFlags extends GitHubFlags, DetectionFlags {
  readonly format: ReportFormat;
  readonly days: number;
  readonly input?: string;
  readonly dataDir: string;
  readonly failOn?: 'regression' | 'new-regression';
}

const MS_A_DAY = 24 * 60 * 60 * 1000;

/** `sglang-nightly report`: what changed. */
export function reportCommand(): Command {
  const command = new Command('report')
    .description('print what regressed and improved: a line a GPU configuration, the incidents, each change')
    .addOption(option('--format <form>', 'how to print').choices(Object.keys(REPORT_FORMATS)).default('text'))
    .addOption(
      option('--days <n>', 'how many days back from the newest night a change is told that is over')
        .default(30)
        .argParser(wholeNumber(1, 3650))
    )
    .addOption(option('--input <file>', 'a file that fetch wrote'))
    .addOption(option('--data-dir <dir>', "the collector's archive, where --input is left out").default('data'))
    .addOption(
      option(
        '--fail-on <what>',
        'exit with 1 on an open regression, or only on one first told with the newest night'
      ).choices(['regression', 'new-regression'])
    );
  [...detectionOptions(), ...githubOptions()].forEach((one) => command.addOption(one));
  return command.action(runReport);
}

async function runReport(flags: ReportFlags): Promise<void> {
  const warn = (line: string) => void process.stderr.write(`${line}\n`);
  const acknowledgements = flags.ackFile ? openAckFile(flags.ackFile, warn)().acknowledgements : [];
  const { nights, issues } = readNights(await readRecords(flags, warn));
  issues.forEach((issue) => warn(issue.message));
  const table = buildNightTable(nights);
  const newest = table.runs.findLast((entry) => entry.benchmarks > 0)?.run;
  if (!newest) {
    warn('There is no night with results.');
    process.exitCode = EXIT.sourceFailed;
    return;
  }
  const sensitivity = { preset: flags.preset, smallestChange: flags.smallestChange };
  const known = await readKnownEvents(flags, warn);
  const detectors = createDetectors(() => ({ acknowledgements, known, now: Date.now() }), sensitivity);
  const report = reportOf(flags, { table, newest, detectors });
  process.stdout.write(`${REPORT_FORMATS[flags.format](report)}\n`);
  const { events } = detectors.changes(table, sensitivity);
  process.exitCode = events.some((event) => fails(event, flags)) ? EXIT.regression : EXIT.done;
}

function fails(event: ChangeEvent, { failOn }: ReportFlags): boolean {
  return failOn !== undefined && isOpenRegression(event) && (failOn === 'regression' || event.isNew);
}

interface Facts {
  readonly table: NightTable;
  readonly newest: Run;
  readonly detectors: Detectors;
}

function reportOf(flags: ReportFlags, { table, newest, detectors }: Facts): Report {
  const { preset, smallestChange } = flags;
  const ask = (view: ChangeView): Table => {
    const query = parse(nightQuerySchema, { kind: 'changes', view, preset, smallestChange });
    const [first] = answer(table, query, {
      from: newest.time - flags.days * MS_A_DAY,
      to: newest.time,
      now: newest.time,
      repositoryUrl: repositoryUrl(flags.apiUrl, flags.repo),
      notices: [],
      detectors,
    });
    return first!;
  };
  const [fleet, incidents, events] = [ask('fleet'), ask('incidents'), ask('events')];
  return { title: title(newest, table.runs.length), fleet, incidents, events, notices: fleet.notices as Notice[] };
}

function title(run: Run, runs: number): string {
  const commit = run.commit ? `, commit ${run.commit.slice(0, 9)}` : '';
  return `SGLang nightly, ${new Date(run.time).toISOString().slice(0, 10)}, run ${run.id}${commit} (${runs} runs read)`;
}
