import { Command } from 'commander';

import { plural, readNight } from '../../../core';
import { workflowRunOf } from '../../../backend/store/archiveForm';
import { ALL_RUNS } from '../../../sources/runSource';
import { archiveFolder, fileSource, openArchive } from '../createSource';
import { EXIT } from '../exitCodes';
import { option, repositoryOptions, type SourceFlags } from '../options';

interface ImportFlags extends Pick<SourceFlags, 'repo' | 'workflow'> {
  readonly dataDir: string;
}

/** `sglang-nightly import`: a file that SGLang's own script or `fetch` wrote, into an archive. */
export function importCommand(): Command {
  const command = new Command('import')
    .description("take the nights of a metrics_data.json into a collector's archive; what is there stays")
    .argument('<file>', "a JSON array of run documents, as fetch and SGLang's own script write it")
    .addOption(option('--data-dir <dir>', "the collector's folder").default('data'));
  repositoryOptions().forEach((one) => command.addOption(one));
  return command.action(runImport);
}

async function runImport(file: string, flags: ImportFlags): Promise<void> {
  const { records } = await fileSource(file).load(ALL_RUNS);
  const archive = await openArchive(archiveFolder(flags));
  const before = await archive.versions();
  let added = 0;
  let unplaced = 0;
  for (const record of records) {
    const { night, issues } = readNight(record);
    const workflowRun = night && workflowRunOf(night);
    if (!workflowRun || !/^\d{1,20}$/.test(workflowRun.id)) {
      unplaced += 1;
      process.stderr.write(`${issues[0]?.message ?? `run ${workflowRun?.id}: its id must be a number`}\n`);
    } else if (!before.has(workflowRun.id)) {
      await archive.write({ ...record, workflowRun });
      added += 1;
    }
  }
  process.stdout.write(
    `${plural(added, 'night')} added, ${records.length - added - unplaced} there already, ${unplaced} that can't be placed\n`
  );
  process.exitCode = unplaced > 0 ? EXIT.sourceFailed : EXIT.done;
}
