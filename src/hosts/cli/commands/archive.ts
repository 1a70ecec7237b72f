import { Command } from 'commander';

import { dateText, parseTime, plainText, plural, readNight, type RunRecord, textTable } from '../../../core';
import { type Archive } from '../../../backend/store/archive';
import { type SourceError } from '../../../sources/errors';
import { existingArchive } from '../createSource';
import { documentText, writeOut } from '../output';
import { EXIT } from '../exitCodes';
import { flatBody, type FlatFormat, type Format } from '../flatFormats';
import { formatOption, option, repositoryOptions, type SourceFlags } from '../options';

interface ArchiveFlags extends Pick<SourceFlags, 'repo' | 'workflow'> {
  readonly dataDir: string;
  readonly output?: string;
  readonly format: Format;
}

/** `sglang-nightly archive`: what a collector has kept. */
export function archiveCommand(): Command {
  const command = new Command('archive').description("look into a collector's archive");
  const verify = new Command('verify')
    .description('check every file against its checksum, and name those that are damaged or wait for a later version')
    .action(runVerify);
  const list = new Command('list').description('print one line per run, oldest first').action(runList);
  const exported = new Command('export')
    .description('write the run documents of all nights as a JSON array, or their rows, as fetch does')
    .addOption(formatOption())
    .addOption(option('--output <file>', 'where to write; standard output if left out'))
    .action(runExport);
  const forget = new Command('forget')
    .description('forget runs that were settled without results, so that they are asked for again; results stay')
    .argument('[run...]', 'ids of runs; all runs without results if left out')
    .action(runForget);
  const invalidate = new Command('invalidate')
    .description('take runs out for good: detection, tables and charts go on without them; their documents stay')
    .argument('<run...>', 'ids of runs')
    .addOption(option('--reason <text>', 'why, for those who miss them').default('no reason was given'))
    .addOption(option('--undo', 'take them in again'))
    .action(runInvalidate);
  for (const one of [verify, list, exported, forget, invalidate]) {
    one.addOption(option('--data-dir <dir>', "the collector's folder").default('data'));
    repositoryOptions().forEach((each) => one.addOption(each));
    command.addCommand(one.exitOverride());
  }
  return command;
}

async function runVerify(flags: ArchiveFlags): Promise<void> {
  const { records, broken } = await readAll(await existingArchive(flags));
  const withResults = records.filter(hasResults);
  const waiting = withResults.flatMap(waitingLine);
  const waits = waiting.length > 0 ? `, ${waiting.length} of which wait for a version that reads them` : '';
  process.stdout.write(
    `${plural(records.length, 'run')}, ${withResults.length} with results${waits}, ${plural(broken.length, 'damaged file')}\n`
  );
  waiting.forEach((line) => process.stdout.write(`${line}\n`));
  broken.forEach(({ message }) => process.stderr.write(`${message}\n`));
  process.exitCode = broken.length > 0 ? EXIT.sourceFailed : EXIT.done;
}

/** What is said of a document that no form reads, or that none of its values can be taken from; nothing of others. */
function waitingLine(record: RunRecord): string[] {
  const { night, issues } = readNight(record);
  if (night?.rows.length) {
    return [];
  }
  const [issue] = [...(night?.issues ?? []), ...issues];
  return [`run ${record.workflowRun?.id ?? ''} waits: ${plainText(issue?.message ?? 'it has no values')}`];
}

function hasResults({ text, document }: RunRecord): boolean {
  return text !== undefined || document !== undefined;
}

async function runForget(runs: readonly string[], flags: ArchiveFlags): Promise<void> {
  const archive = await existingArchive(flags);
  const { records } = await readAll(archive);
  const withoutResults = records.flatMap((record) =>
    hasResults(record) || !record.workflowRun ? [] : [record.workflowRun.id]
  );
  const unknown = runs.filter((id) => !withoutResults.includes(id));
  const forgotten = runs.length > 0 ? withoutResults.filter((id) => runs.includes(id)) : withoutResults;
  await archive.remove(new Set(forgotten));
  process.stdout.write(`${plural(forgotten.length, 'run')} forgotten\n`);
  unknown.forEach((id) => process.stderr.write(`Run ${id} is not among the runs without results: it stays.\n`));
  process.exitCode = unknown.length > 0 ? EXIT.sourceFailed : EXIT.done;
}

interface InvalidateFlags extends ArchiveFlags {
  readonly reason: string;
  readonly undo?: boolean;
}

async function runInvalidate(runs: readonly string[], { reason, undo, ...flags }: InvalidateFlags): Promise<void> {
  const archive = await existingArchive(flags);
  const known = await archive.versions();
  const unknown = runs.filter((id) => !known.has(id));
  const out = await archive.invalidate(
    runs.filter((id) => known.has(id)),
    undo ? undefined : reason
  );
  process.stdout.write(`${plural(out.size, 'run')} taken out. A collector that runs follows with its next refresh.\n`);
  unknown.forEach((id) => process.stderr.write(`The archive has no run ${id}.\n`));
  process.exitCode = unknown.length > 0 ? EXIT.sourceFailed : EXIT.done;
}

async function runList(flags: ArchiveFlags): Promise<void> {
  const { records, broken } = await readAll(await existingArchive(flags));
  const text = (name: string, of: (record: RunRecord) => string | undefined) => ({
    name,
    type: 'string' as const,
    values: records.map((record) => of(record) ?? ''),
  });
  const columns = [
    text('created', ({ workflowRun }) => dateText(parseTime(workflowRun?.createdAt ?? ''))),
    text('run', ({ workflowRun }) => workflowRun?.id),
    text('attempt', ({ workflowRun }) => `${workflowRun?.attempt}`),
    text('branch', ({ workflowRun }) => workflowRun?.branch),
    text('commit', ({ workflowRun }) => workflowRun?.commit.slice(0, 9)),
    text('results', (record) => record.absence?.kind ?? `${readNight(record).night?.rows.length ?? 0} rows`),
  ];
  process.stdout.write(`${textTable({ name: '', refId: '', type: 'table', notices: [], columns })}\n`);
  broken.forEach(({ message }) => process.stderr.write(`${message}\n`));
}

async function runExport(flags: ArchiveFlags): Promise<void> {
  const archive = await existingArchive(flags);
  const { count, broken } = await (flags.format === 'json' ? exportDocuments : exportRows)(archive, flags);
  process.stderr.write(`${plural(count, 'night')} written${flags.output ? ` to ${flags.output}` : ''}\n`);
  broken.forEach(({ message }) => process.stderr.write(`${message}\n`));
  process.exitCode = broken.length > 0 ? EXIT.sourceFailed : EXIT.done;
}

/** What came of an export. */
interface Exported {
  readonly count: number;
  readonly broken: readonly SourceError[];
}

async function exportRows(archive: Archive, { output, format }: ArchiveFlags): Promise<Exported> {
  const { records, broken } = await readAll(archive);
  const nights = records.flatMap((record) => readNight(record).night ?? []).filter(({ rows }) => rows.length > 0);
  await writeOut(await flatBody(nights, format as FlatFormat), output);
  return { count: nights.length, broken };
}

/** One document after the other: an archive of years does not fit the memory as a text. */
async function exportDocuments(archive: Archive, flags: ArchiveFlags): Promise<Exported> {
  const ids = [...(await archive.versions()).keys()].sort((a, b) => b.length - a.length || (a < b ? 1 : -1));
  const read = await archive.reader();
  let count = 0;
  const broken: SourceError[] = [];
  const parts = async function* () {
    for (const id of ids) {
      const record = await read(id).catch((error: SourceError) => void broken.push(error));
      const document = record && documentText(record, readNight(record).night);
      if (document !== undefined) {
        yield `${count === 0 ? '[' : ',\n'}${document}`;
        count += 1;
      }
    }
    yield count === 0 ? '[]\n' : ']\n';
  };
  await writeOut(parts(), flags.output);
  return { count, broken };
}

async function readAll(archive: Archive) {
  const records: RunRecord[] = [];
  const broken: SourceError[] = [];
  await archive.readAll({ onRecord: (record) => records.push(record), onBroken: (error) => broken.push(error) });
  const createdAt = ({ workflowRun }: RunRecord) => parseTime(workflowRun?.createdAt ?? '');
  return { records: records.sort((a, b) => createdAt(a) - createdAt(b)), broken };
}
