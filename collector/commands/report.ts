import { Command } from 'commander';
import { parse } from 'valibot';

import {
  answer,
  type Changes,
  type CommitsBetween,
  type ChangeView,
  type DataFrameJson,
  dateText,
  Detection,
  MS_PER_DAY,
  type NightTable,
  type NightQuery,
  type Notice,
  nightQuerySchema,
  plural,
  queryResponse,
  type Run,
  type SavedQuery,
  type Table,
} from '../../src/core';
import { EventMemory } from '../../src/service/eventMemory';
import { NightStore } from '../../src/service/nightStore';
import { repositoryUrl } from '../../src/sources/github/githubOptions';
import { openAckFile } from '../ackFile';
import { openAliasFile } from '../aliasFile';
import { archiveFolder, type ChosenSource, createSource, fileSource } from '../createSource';
import { EXIT } from '../exitCodes';
import { findToken } from '../tokens';
import { openFolder } from '../nodeFiles';
import {
  type DetectionFlags,
  detectionOptions,
  hours,
  option,
  type SourceFlags,
  type SourceName,
  sourceOption,
  sourceOptions,
  wholeNumber,
} from '../options';
import { fails, type GateFlags, GATES, latenessOf } from './gate';
import { htmlReport } from '../html/htmlReport';
import { jsonReport, markdownReport, type Report } from '../reportFormats';
import { suspectCommits } from '../suspectCommits';
import { type TextOptions, textReport } from '../textReport';

const FORMATS = { text: textReport, markdown: markdownReport, json: jsonReport };
const HTML = 'html';

interface ReportFlags extends SourceFlags, DetectionFlags, GateFlags {
  readonly source: SourceName;
  readonly format: keyof typeof FORMATS | typeof HTML;
  readonly verbose?: boolean;
  readonly days: number;
  readonly input?: string;
  readonly dataDir: string;
  readonly newWithin: number;
  readonly branch?: string;
  readonly suspects?: boolean;
}

/** What detection looks at before the days that are reported on. */
const HISTORY_DAYS = 120;

/** `sglang-nightly report`: what changed. */
export function reportCommand(): Command {
  const command = new Command('report')
    .description('print what regressed and improved: one line per GPU configuration, and the incidents')
    .addOption(
      option('--format <form>', 'how to print')
        .choices([...Object.keys(FORMATS), HTML])
        .default('text')
    )
    .addOption(option('--verbose', 'spell out each change of a series and metric'))
    .addOption(
      option('--days <n>', 'include changes that ended within the last n days')
        .default(30)
        .argParser(wholeNumber(1, 3650))
    )
    .addOption(sourceOption('archive'))
    .addOption(option('--input <file>', 'a file that fetch wrote, instead of a source'))
    .addOption(option('--data-dir <dir>', "the collector's archive, for --source archive").default('data'))
    .addOption(
      option(
        '--fail-on <what>',
        'exit with 1 on an open regression, only on one that is new, on a model or GPU configuration that fails, is missing or does not run, or on any of these; with 3 where nights are late'
      ).choices(GATES)
    )
    .addOption(
      option(
        '--max-age <hours>',
        'exit with 3 where the newest night is older; with --fail-on, 1.5 times the longest of the last ten gaps if left out'
      ).argParser(hours)
    )
    .addOption(
      option('--new-within <days>', 'how many days a regression is new for').default(3).argParser(wholeNumber(1, 365))
    )
    .addOption(
      option(
        '--suspects',
        'ask GitHub for the commits that may have caused the incidents, with a token; with --source github always'
      )
    )
    .addOption(option('--branch <name>', 'the main branch; that of the newest usual run if left out'));
  [...detectionOptions(), ...sourceOptions()].forEach((one) => command.addOption(one));
  return command.action(runReport);
}

async function runReport(flags: ReportFlags): Promise<void> {
  const warn = (line: string) => void process.stderr.write(`${line}\n`);
  const acknowledgements = flags.ackFile ? openAckFile(flags.ackFile, warn)().acknowledgements : [];
  const chosen = await chooseSource(flags);
  const { table, notices: partial } = await loadTable(chosen, flags, warn);
  const newest = table.runs.findLast((entry) => entry.benchmarks > 0)?.run;
  if (!newest) {
    warn('There is no night with results.');
    process.exitCode = EXIT.sourceFailed;
    return;
  }
  const detection = new Detection({ sensitivity: { preset: flags.preset, smallestChange: flags.smallestChange } });
  const known = await knownChanges(flags, warn);
  const knowledge = {
    acknowledgements,
    known,
    now: Date.now(),
    branch: flags.branch,
    newWithinDays: flags.newWithin,
  };
  const found = detection.changesNow(table, knowledge);
  const commits = await suspectCommits({ ...flags, source: flags.input ? 'file' : flags.source }, chosen.commits, warn);
  await commits.look(found, table);
  const late = latenessOf(table, found, flags);
  const notices = [...chosen.notices, ...partial, ...late.map((text): Notice => ({ severity: 'warning', text }))];
  const facts = { ...chosen, notices, table, newest, found, commitsBetween: commits.between };
  const printed =
    flags.format === HTML
      ? await htmlReport(title(newest, table.runs.length), (query) => askFrames(query, flags, facts))
      : `${FORMATS[flags.format](reportOf(flags, facts), textOptions(flags))}\n`;
  process.stdout.write(printed);
  const isGate = flags.failOn !== undefined || flags.maxAge !== undefined;
  process.exitCode = fails(found, flags)
    ? EXIT.regression
    : partial.length > 0 || (isGate && late.length > 0)
      ? EXIT.sourceFailed
      : EXIT.done;
}

/** https://no-color.org */
function textOptions({ verbose }: ReportFlags): TextOptions {
  return { verbose, colours: process.stdout.isTTY === true && !process.env.NO_COLOR };
}

async function chooseSource(flags: ReportFlags): Promise<ChosenSource> {
  if (flags.input) {
    return { source: fileSource(flags.input), repositoryUrl: repositoryUrl(flags.apiUrl, flags.repo), notices: [] };
  }
  const token = flags.source === 'github' ? await findToken(flags.apiUrl, process.env) : undefined;
  return createSource(flags.source, flags, {
    ...flags,
    token,
    environment: process.env,
    onWait: (sentence) => process.stderr.write(`${sentence}\n`),
  });
}

/** Returns the nights, and what is to be said of those that could not be read. */
async function loadTable({ source }: ChosenSource, flags: ReportFlags, warn: (line: string) => void) {
  const { days } = flags;
  const store = new NightStore({ source, now: Date.now, ttl: Infinity, aliases: openAliasFile(flags) });
  const from = Date.now() - (days + HISTORY_DAYS) * MS_PER_DAY;
  const { failures } = await store.load({ from, to: Infinity });
  [...failures, ...store.unplaced].forEach(({ message }) => warn(message));
  const [first] = failures;
  const text = `This report is partial: ${plural(failures.length, 'run')} could not be read, the first: ${first?.message}`;
  const notices: Notice[] = first ? [{ severity: 'warning', text }] : [];
  return { table: store.table, notices };
}

/** What the collector of an archive knows of changes, so that they have the ids that it gives them. */
async function knownChanges(flags: ReportFlags, warn: (line: string) => void) {
  const fromArchive = flags.source === 'archive' && !flags.input;
  return fromArchive ? new EventMemory(await openFolder(archiveFolder(flags))).read(warn) : undefined;
}

interface Facts extends ChosenSource {
  readonly commitsBetween: CommitsBetween;
  readonly table: NightTable;
  readonly newest: Run;
  readonly found: Changes;
}

function reportOf(flags: ReportFlags, facts: Facts): Report {
  const { table, newest } = facts;
  const ask = (view: ChangeView): Table => {
    const [first] = answer(table, queryOf({ kind: 'changes', view }, flags), answerOptions(flags, facts));
    return first!;
  };
  const [fleet, incidents, events, suspects] = [ask('fleet'), ask('incidents'), ask('events'), ask('suspects')];
  return {
    title: title(newest, table.runs.length),
    fleet,
    incidents,
    events,
    suspects,
    notices: fleet.notices as Notice[],
  };
}

/** Answers as the collector does, for what draws frames. */
function askFrames(query: SavedQuery, flags: ReportFlags, facts: Facts): Promise<readonly DataFrameJson[]> {
  const { from, to, ...options } = answerOptions(flags, facts);
  const asked = queryOf(query, flags);
  const { results } = queryResponse(facts.table, { from, to, queries: [asked] }, options);
  return Promise.resolve(results[asked.refId]!.frames);
}

function queryOf(query: SavedQuery, { preset, smallestChange }: ReportFlags): NightQuery {
  return parse(nightQuerySchema, { preset, smallestChange, ...query });
}

function answerOptions({ days }: ReportFlags, facts: Facts) {
  const { newest, repositoryUrl: links, notices, found, commitsBetween } = facts;
  return {
    from: newest.time - days * MS_PER_DAY,
    to: newest.time,
    now: newest.time,
    repositoryUrl: links,
    notices,
    found,
    commitsBetween,
  };
}

function title(run: Run, runs: number): string {
  const commit = run.commit ? `, commit ${run.commit.slice(0, 9)}` : '';
  return `SGLang nightly, ${dateText(run.time)}, run ${run.id}${commit} (${runs} runs read)`;
}
