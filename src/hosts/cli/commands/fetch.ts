import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';

import { Command } from 'commander';

import { MS_PER_DAY, type Night, readNight, type RunRecord, tally } from '../../../core';
import { asSourceError } from '../../../sources/errors';
import { type Loaded } from '../../../sources/runSource';
import { createSource } from '../createSource';
import { documentText, writeOut } from '../output';
import { EXIT } from '../exitCodes';
import { flatBody, type Format } from '../flatFormats';
import { findToken } from '../tokens';
import {
  formatOption,
  option,
  runId,
  type SourceFlags,
  type SourceName,
  sourceOption,
  sourceOptions,
  wholeNumber,
} from '../options';
import { progressReport } from '../progress';

/** Of what is asked run by run. */
const DAYS = 30;

interface FetchFlags extends SourceFlags {
  readonly source: SourceName;
  readonly dataDir: string;
  readonly output?: string;
  readonly format: Format;
  readonly days?: number;
  readonly runId?: string;
}

/** `sglang-nightly fetch`: the run documents of a repository as one JSON array, or their rows for other programs. */
export function fetchCommand(): Command {
  const command = new Command('fetch')
    .description(
      "write the nights' run documents as a JSON array, newest first, or their rows as CSV, NDJSON or Parquet"
    )
    .addOption(formatOption())
    .addOption(sourceOption('github'))
    .addOption(option('--data-dir <dir>', 'the archive to read, for --source archive').default('data'))
    .addOption(option('--output <file>', 'where to write; standard output if left out'))
    .addOption(
      option(
        '--days <n>',
        'how many days back; 30 of GitHub and of the demo if left out, and all that there is elsewhere'
      ).argParser(wholeNumber(1, 3650))
    )
    .addOption(option('--run-id <n>', 'only this run').argParser(runId));
  sourceOptions().forEach((one) => command.addOption(one));
  return command.action(runFetch);
}

async function runFetch(flags: FetchFlags): Promise<void> {
  if (flags.output) {
    await access(dirname(flags.output), constants.W_OK).catch((error: unknown) => {
      throw asSourceError(
        error,
        { method: 'WRITE', url: flags.output! },
        'Check --output and the permissions of its folder.'
      );
    });
  }
  const token = await findToken(flags.apiUrl, process.env);
  const progress = progressReport();
  const { source, days: most } = await createSource(flags.source, flags, {
    ...flags,
    token,
    environment: process.env,
    onWait: (sentence) => process.stderr.write(`${sentence}\n`),
  });
  const from = Date.now() - (flags.days ?? (Number.isFinite(most) ? DAYS : Infinity)) * MS_PER_DAY;
  const loaded = await source
    .load({ from, to: Infinity }, { onRecord: (_, at) => progress.update(at) })
    .finally(() => progress.stop());
  const read = loaded.records.map((record): Read => ({ record, night: readNight(record).night }));
  const wanted = read.filter((one) => isSince(one, from));
  // A document that no form reads is no result.
  const withResults = wanted.filter(({ night }) => night?.rows.length).length;
  await writeOut(await bodyOf(wanted, flags.format), flags.output);
  process.exitCode = say(loaded, withResults, flags.output);
}

/** A record, and the night that it is. */
interface Read {
  readonly record: RunRecord;
  readonly night?: Night;
}

async function bodyOf(read: readonly Read[], format: Format): Promise<string | Uint8Array> {
  read.forEach(({ night }) => night?.issues.forEach(({ message }) => process.stderr.write(`${message}\n`)));
  if (format === 'json') {
    return `[${read.flatMap(({ record, night }) => documentText(record, night) ?? []).join(',\n')}]\n`;
  }
  return flatBody(
    read.flatMap(({ night }) => night ?? []),
    format
  );
}

/** Some sources give more than the days that were asked for. */
function isSince({ record, night }: Read, from: number): boolean {
  return record.workflowRun !== undefined || (night?.run.time ?? Infinity) >= from;
}

/** Says what came of it on standard error, and returns the exit code. */
function say({ records, failures }: Loaded, documents: number, output?: string): number {
  const absences = tally(records.flatMap(({ absence }) => absence?.message ?? []));
  process.stderr.write(
    `${records.length + failures.length} runs, ${documents} with results${output ? `, written to ${output}` : ''}\n`
  );
  absences.forEach((count, reason) => process.stderr.write(`${count} without results: ${reason}\n`));
  failures.forEach(({ message }) => process.stderr.write(`failed: ${message}\n`));
  if (failures.length > 0) {
    process.stderr.write(`The result is partial: ${failures.length} runs are missing from it.\n`);
  }
  // Runs of which nothing at all could be had are no quiet nights.
  const isNothing = documents === 0 && records.length > 0;
  if (isNothing) {
    process.stderr.write(`No run has results: ${WHERE_TO_LOOK}\n`);
  }
  return failures.length > 0 || isNothing ? EXIT.sourceFailed : EXIT.done;
}

const WHERE_TO_LOOK = 'check the token, --workflow and --artifact-prefix.';
