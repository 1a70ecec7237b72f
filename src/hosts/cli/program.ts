import { Command } from 'commander';

import { archiveCommand } from './commands/archive';
import { fetchCommand } from './commands/fetch';
import { importCommand } from './commands/import';
import { issueCommand } from './commands/issue';
import { mcpCommand } from './commands/mcp';
import { reportCommand } from './commands/report';
import { serveCommand } from './commands/serve';
import { readsEnvironment } from './environment';
import { VERSION } from '../node/version';

/** Returns the command line `sglang-nightly`; each option can be given by an environment variable too. */
export function program(): Command {
  const main = new Command('sglang-nightly')
    .description(
      "SGLang's nightly benchmarks: fetch them, serve them, report on them.\nThe token comes from GITHUB_TOKEN, GH_TOKEN or `gh auth token`."
    )
    .version(VERSION)
    .showHelpAfterError('(--help shows all options)');
  [
    fetchCommand(),
    serveCommand(),
    reportCommand(),
    issueCommand(),
    mcpCommand(),
    archiveCommand(),
    importCommand(),
  ].forEach((command) => main.addCommand(command.exitOverride().showHelpAfterError('(--help shows all options)')));
  return readsEnvironment(main, process.env).exitOverride();
}
