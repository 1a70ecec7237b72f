import { Command } from 'commander';

import { detectionOptions, option, positive, sourceOption, sourceOptions, wholeNumber } from '../options';
import { type ServeFlags } from '../serveCollector';

/** `sglang-nightly serve`: the collector. */
export function serveCommand(): Command {
  const command = new Command('serve')
    .description('run the collector: archive the nights and answer for them over HTTP')
    .addOption(sourceOption('github'))
    .addOption(option('--host <address>', 'where to listen').default('127.0.0.1'))
    .addOption(
      option('--port <n>', 'port to listen on; 0 takes a free one').default(8000).argParser(wholeNumber(0, 65535))
    )
    .addOption(option('--data-dir <dir>', 'where the archive is kept').default('data'))
    .addOption(option('--fetch-on-start', 'refresh at once, and not only after the first interval'))
    .addOption(option('--refresh-interval <hours>', 'time between refreshes').default(12).argParser(positive))
    .addOption(
      option('--days <n>', 'how many days back a refresh asks for').default(90).argParser(wholeNumber(1, 3650))
    )
    .addOption(
      option('--demo [when]', 'invented nights instead of GitHub; "auto": only where there is no token').choices([
        'always',
        'auto',
        'never',
      ])
    );
  [...detectionOptions(), ...sourceOptions()].forEach((one) => command.addOption(one));
  return command.action(async (flags: ServeFlags) => {
    const { serveCollector } = await import('../serveCollector');
    await serveCollector(flags, process.env);
  });
}
