import { Command } from 'commander';
import { parse } from 'valibot';

import {
  type ChangeEvent,
  type ChangeView,
  answer,
  type DataFrameJson,
  dateText,
  Detection,
  finish,
  isOpenRegression,
  MS_PER_DAY,
  type NightTable,
  type NightQuery,
  type Notice,
  nightQuerySchema,
  queryResponse,
  type Run,
  type SavedQuery,
  type Table,
} from '../../src/core';
import { EventMemory } from '../../src/service/eventMemory';
import { NightStore } from '../../src/service/nightStore';
import { repositoryUrl } from '../../src/sources/github/githubOptions';
import { openAckFile } from '../ackFile';
import { archiveFolder, type ChosenSource, createSource, fileSource } from '../createSource';
import { EXIT } from '../exitCodes';
import { findToken } from '../tokens';
import { openFolder } from '../nodeFiles';
import {
  type DetectionFlags,
  detectionOptions,
  option,
  type SourceFlags,
  type SourceName,
  sourceOption,
  sourceOptions,
  wholeNumber,
} from '../options';
import { htmlReport } from '../html/htmlReport';
import { jsonReport, markdownReport, type Report } from '../reportFormats';
import { type TextOptions, textReport } from '../textReport';

const FORMATS = { text: textReport, markdown: markdownReport, json: jsonReport };
const HTML = 'html';

interface ReportFlags extends SourceFlags, DetectionFlags {
  readonly source: SourceName;
  readonly format: keyof typeof FORMATS | typeof HTML;
  readonly verbose?: boolean;
  readonly days: number;
  readonly input?: string;
  readonly dataDir: string;
  readonly failOn?: 'regression' | 'new-regression';
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
        'exit with 1 on an open regression, or only on one first reported with the newest night'
      ).choices(['regression', 'new-regression'])
    );
  [...detectionOptions(), ...sourceOptions()].forEach((one) => command.addOption(one));
  return command.action(runReport);
}

async function runReport(flags: ReportFlags): Promise<void> {
  const warn = (line: string) => void process.stderr.write(`${line}\n`);
  const acknowledgements = flags.ackFile ? openAckFile(flags.ackFile, warn)().acknowledgements : [];
  const chosen = await chooseSource(flags);
  const table = await loadTable(chosen, flags, warn);
  const newest = table.runs.findLast((entry) => entry.benchmarks > 0)?.run;
  if (!newest) {
    warn('There is no night with results.');
    process.exitCode = EXIT.sourceFailed;
    return;
  }
  const sensitivity = { preset: flags.preset, smallestChange: flags.smallestChange };
  const known = await knownEvents(flags, warn);
  const knowledge = () => ({ acknowledgements, known, now: Date.now() });
  const detection = new Detection({ knowledge, own: sensitivity });
  const facts = { ...chosen, table, newest, detection };
  const printed =
    flags.format === HTML
      ? await htmlReport(title(newest, table.runs.length), (query) => askFrames(query, flags, facts))
      : `${FORMATS[flags.format](reportOf(flags, facts), textOptions(flags))}\n`;
  process.stdout.write(printed);
  const { events } = detection.changesNow(table);
  process.exitCode = events.some((event) => fails(event, flags)) ? EXIT.regression : EXIT.done;
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

async function loadTable({ source }: ChosenSource, { days }: ReportFlags, warn: (line: string) => void) {
  const store = new NightStore({ source, now: Date.now, ttl: Infinity });
  const from = Date.now() - (days + HISTORY_DAYS) * MS_PER_DAY;
  const { failures } = await store.load({ from, to: Infinity });
  [...failures, ...store.unplaced].forEach(({ message }) => warn(message));
  return store.table;
}

/** What the collector of an archive knows of changes, so that they have the ids that it gives them. */
async function knownEvents(flags: ReportFlags, warn: (line: string) => void) {
  const fromArchive = flags.source === 'archive' && !flags.input;
  return fromArchive ? new EventMemory(await openFolder(archiveFolder(flags))).read(warn) : [];
}

function fails(event: ChangeEvent, { failOn }: ReportFlags): boolean {
  return failOn !== undefined && isOpenRegression(event) && (failOn === 'regression' || event.isNew);
}

interface Facts extends ChosenSource {
  readonly table: NightTable;
  readonly newest: Run;
  readonly detection: Detection;
}

function reportOf(flags: ReportFlags, facts: Facts): Report {
  const { table, newest } = facts;
  const ask = (view: ChangeView): Table => {
    const [first] = answer(table, queryOf({ kind: 'changes', view }, flags), answerOptions(flags, facts));
    return first!;
  };
  const [fleet, incidents, events] = [ask('fleet'), ask('incidents'), ask('events')];
  return { title: title(newest, table.runs.length), fleet, incidents, events, notices: fleet.notices as Notice[] };
}

/** Answers as the collector does, for what draws frames. */
function askFrames(query: SavedQuery, flags: ReportFlags, facts: Facts): Promise<readonly DataFrameJson[]> {
  const { from, to, ...options } = answerOptions(flags, facts);
  const asked = queryOf(query, flags);
  const { results } = finish(queryResponse(facts.table, { from, to, queries: [asked] }, options));
  return Promise.resolve(results[asked.refId]!.frames);
}

function queryOf(query: SavedQuery, { preset, smallestChange }: ReportFlags): NightQuery {
  return parse(nightQuerySchema, { preset, smallestChange, ...query });
}

function answerOptions({ days }: ReportFlags, { newest, repositoryUrl: links, notices, detection }: Facts) {
  return {
    from: newest.time - days * MS_PER_DAY,
    to: newest.time,
    now: newest.time,
    repositoryUrl: links,
    notices,
    detection,
  };
}

function title(run: Run, runs: number): string {
  const commit = run.commit ? `, commit ${run.commit.slice(0, 9)}` : '';
  return `SGLang nightly, ${dateText(run.time)}, run ${run.id}${commit} (${runs} runs read)`;
}
