import { Command } from 'commander';

import { LOG_FORMATS, LOG_LEVELS } from '../../node/log';
import { detectionOptions, hours, listed, option, sourceOption, sourceOptions, wholeNumber } from '../options';
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
    .addOption(option('--refresh-interval <hours>', 'time between refreshes').default(12).argParser(hours))
    .addOption(
      option(
        '--days <n>',
        'how many days back a refresh asks for; 90 of GitHub, which keeps no more, if left out, and all that there is elsewhere'
      ).argParser(wholeNumber(1, 3650))
    )
    .addOption(
      option(
        '--keep-days <n>',
        'remove nights from the archive that are older; everything is kept if left out'
      ).argParser(wholeNumber(1, 36500))
    )
    .addOption(
      option('--demo [when]', 'invented nights instead of GitHub; "auto": only where there is no token')
        .choices(['always', 'auto', 'never'])
        .preset('always')
    );
  accessControlOptions().forEach((one) => command.addOption(one));
  [...detectionOptions(), ...sourceOptions()].forEach((one) => command.addOption(one));
  return command.action(async (flags: ServeFlags) => {
    const { serveCollector } = await import('../serveCollector');
    await serveCollector(flags, process.env);
  });
}

/** Options of who may ask, and of what is logged of it. */
const accessControlOptions = () => [
  option(
    '--allowed-host <names>',
    'names that the collector may be asked by, besides localhost and addresses, separated by commas; * for any'
  ).argParser(listed),
  option('--cors-origin <origins>', 'origins whose pages may read answers, separated by commas').argParser(listed),
  option('--refresh-by-get', "let GET /api/refresh begin a refresh without a token, as SGLang's own page does"),
  option('--trust-proxy', 'take the address of a client from the proxy in front, by X-Forwarded-For'),
  option('--log-level <level>', 'least severity that is logged').choices(LOG_LEVELS).default('info'),
  option('--log-format <format>', 'lines to read, or one JSON object per line').choices(LOG_FORMATS).default('text'),
];
