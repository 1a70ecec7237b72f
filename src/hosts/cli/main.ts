import { CommanderError } from 'commander';

import { SourceError } from '../../sources/errors';
import { AcknowledgementsError } from '../../backend/store/acknowledgements';
import { CannotListen, EXIT } from './exitCodes';
import { program } from './program';

/** A reader that has seen enough, such as `head`, closes the pipe: that is no failure. */
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.sourceFailed)
);
/** Node's own exit code for it is 1, which means a regression here. */
process.on('uncaughtException', (error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(EXIT.failed);
});

program()
  .parseAsync()
  .catch((error: unknown) => {
    process.exitCode = exitCodeOf(error);
    if (!(error instanceof CommanderError)) {
      const isExpected = EXPECTED.some((kind) => error instanceof kind);
      process.stderr.write(`${!isExpected && error instanceof Error ? error.stack : (error as Error).message}\n`);
    }
  });

/** Errors whose message says what to do. */
const EXPECTED = [SourceError, AcknowledgementsError, CannotListen];

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
  if (error instanceof AcknowledgementsError) {
    return EXIT.usage;
  }
  if (error instanceof CannotListen) {
    return EXIT.cannotListen;
  }
  return error instanceof SourceError ? EXIT.sourceFailed : EXIT.failed;
}
