import { Command } from 'commander';
import { parse } from 'valibot';

import {
  answer,
  type ChangeView,
  type DataFrameJson,
  dateText,
  MS_PER_DAY,
  type NightQuery,
  type Notice,
  nightQuerySchema,
  queryResponse,
  type Run,
  type SavedQuery,
  type Table,
} from '../../../core';
import { mapAnswer } from '../../../backend/answer';
import { answerOptions } from '../answerable';
import { EXIT } from '../exitCodes';
import { type FindFlags, findInNights, type NightsAndFindings, nightsOf } from '../findInNights';
import { findOptions, hours, option } from '../options';
import { reportAgainst } from './against';
import { fails, type GateFlags, GATES, latenessOf, unjudgedOf } from './gate';
import { htmlReport } from '../../node/html/htmlReport';
import { jsonReport, markdownReport, type Report } from '../reportFormats';
import { type TextOptions, textReport } from '../textReport';

const FORMATS = { text: textReport, markdown: markdownReport, json: jsonReport };
const HTML = 'html';

interface ReportFlags extends FindFlags, GateFlags {
  readonly format: keyof typeof FORMATS | typeof HTML;
  readonly verbose?: boolean;
  readonly against?: string;
}

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
    );
  command.addOption(
    option(
      '--against <file>',
      'instead: compare the runs in --input with the current level of the nights in this file, or with those of --source where it is "source"; with --fail-on, exit with 1 where a value is worse by more than noise'
    )
  );
  findOptions().forEach((one) => command.addOption(one));
  return command.action(runReport);
}

async function runReport(flags: ReportFlags): Promise<void> {
  const warn = (line: string) => void process.stderr.write(`${line}\n`);
  const { against } = flags;
  if (against !== undefined) {
    return reportAgainst({ ...flags, against }, warn);
  }
  const found = await findInNights(flags, warn);
  const { nights, partial } = nightsOf(found);
  const { table, newest, findings } = nights;
  const isGate = flags.failOn !== undefined || flags.maxAge !== undefined;
  const late = latenessOf(table, findings, flags);
  const unjudged = flags.failOn !== undefined ? unjudgedOf(findings) : [];
  const said = [...late, ...unjudged].map((text): Notice => ({ severity: 'warning', text }));
  const facts = { ...nights, notices: [...nights.notices, ...partial, ...said] };
  const printed =
    flags.format === HTML
      ? await htmlReport(title(newest, table.runs.length), (query, begin) =>
          Promise.resolve(mapAnswer(found, () => framesOf(query, flags, facts, begin)))
        )
      : `${FORMATS[flags.format](reportOf(flags, facts), textOptions(flags))}\n`;
  process.stdout.write(printed);
  const isUnknown = partial.length > 0 || (isGate && late.length > 0) || unjudged.length > 0;
  process.exitCode = fails(findings, flags) ? EXIT.regression : isUnknown ? EXIT.sourceFailed : EXIT.done;
}

/** https://no-color.org */
function textOptions({ verbose }: ReportFlags): TextOptions {
  return { verbose, colours: process.stdout.isTTY === true && !process.env.NO_COLOR };
}

interface Facts extends NightsAndFindings {
  /** What is said of the whole. */
  readonly notices: readonly Notice[];
}

function reportOf(flags: ReportFlags, facts: Facts): Report {
  const { table, newest } = facts;
  const ask = (view: ChangeView): Table => {
    const [first] = answer(
      table,
      queryOf({ kind: 'changes', view }, flags),
      answerOptions(facts, beginOf(flags, facts))
    );
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
function framesOf(query: SavedQuery, flags: ReportFlags, facts: Facts, begin = Infinity): readonly DataFrameJson[] {
  const { from, to, ...options } = answerOptions(facts, Math.min(begin, beginOf(flags, facts)));
  const asked = queryOf(query, flags);
  const { results } = queryResponse(facts.table, { from, to, queries: [asked] }, options);
  return results[asked.refId]!.frames;
}

function queryOf(query: SavedQuery, { preset, smallestChange }: ReportFlags): NightQuery {
  return parse(nightQuerySchema, { preset, smallestChange, ...query });
}

function beginOf({ days }: ReportFlags, { newest }: Facts): number {
  return newest.time - days * MS_PER_DAY;
}

function title(run: Run, runs: number): string {
  const commit = run.commit ? `, commit ${run.commit.slice(0, 9)}` : '';
  return `SGLang nightly, ${dateText(run.time)}, run ${run.id}${commit} (${runs} runs read)`;
}
