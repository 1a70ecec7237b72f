import { Command } from 'commander';

import { isNewer, type Night, plural, readNight, type RunRecord } from '../../../core';
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
    .description(
      "take the nights of a metrics_data.json into a collector's archive; of a run that is there the newer results stay"
    )
    .argument('<file>', "a JSON array of run documents, as fetch and SGLang's own script write it")
    .addOption(option('--data-dir <dir>', "the collector's folder").default('data'));
  repositoryOptions().forEach((one) => command.addOption(one));
  return command.action(runImport);
}

async function runImport(file: string, flags: ImportFlags): Promise<void> {
  const { records } = await fileSource(file).load(ALL_RUNS);
  const archive = await openArchive(archiveFolder(flags));
  const before = await archive.versions();
  const archived = await archive.reader();
  let added = 0;
  let newer = 0;
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
    } else if (isNewerThan(await archived(workflowRun.id).catch(() => undefined), night)) {
      await archive.write({ ...record, workflowRun });
      newer += 1;
    }
  }
  process.stdout.write(
    `${plural(added, 'night')} added, ${newer > 0 ? `${newer} newer, ` : ''}${records.length - added - newer - unplaced} there already, ${unplaced} that can't be placed\n`
  );
  process.exitCode = unplaced > 0 ? EXIT.sourceFailed : EXIT.done;
}

/** Whether a night has results of its run that are later than the archived ones, or where there are none. */
function isNewerThan(archived: RunRecord | undefined, night: Night): boolean {
  const known = archived && readNight(archived).night;
  return !known || known.rows.length === 0 ? night.rows.length > 0 : isNewer(night.run, known.run);
}
