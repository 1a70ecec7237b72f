import { Command, CommanderError } from 'commander';

import { SourceError } from '../src/sources/errors';
import { AcknowledgementsError } from '../src/service/acknowledgements';
import { fetchCommand } from './commands/fetch';
import { reportCommand } from './commands/report';
import { serveCommand } from './commands/serve';
import { EXIT } from './exitCodes';
import { VERSION } from './version';

/** The command line `sglang-nightly`. */
function program(): Command {
  const main = new Command('sglang-nightly')
    .description(
      "SGLang's nightly benchmarks: fetch them, serve them, report on them.\nThe token comes from GITHUB_TOKEN, GH_TOKEN or `gh auth token`."
    )
    .version(VERSION)
    .showHelpAfterError('(--help shows all options)');
  [fetchCommand(), serveCommand(), reportCommand()].forEach((command) =>
    main.addCommand(command.exitOverride().showHelpAfterError('(--help shows all options)'))
  );
  return main.exitOverride();
}

program()
  .parseAsync()
  .catch((error: unknown) => {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    } else if (error instanceof AcknowledgementsError) {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = EXIT.usage;
    } else {
      process.stderr.write(
        `${error instanceof SourceError ? error.message : error instanceof Error ? error.stack : String(error)}\n`
      );
      process.exitCode = EXIT.sourceFailed;
    }
  });
