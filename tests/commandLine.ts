import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

/** What a command left behind. */
export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in a folder, with nothing of the environment but what is given. */
export function runProgram(
  command: string,
  parameters: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv = {}
): Promise<Result> {
  return new Promise((resolve) => {
    const env = { HOME: cwd, PATH: '', ...environment };
    execFile(command, [...parameters], { cwd, env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

/** Bundles the command line as it is shipped, into one file without node_modules, in a folder of its own. */
export async function buildCommandLine() {
  const folder = await mkdtemp(join(tmpdir(), 'nightly-cli-'));
  const program = join(folder, 'sglang-nightly.cjs');
  await runProgram(process.execPath, [join(ROOT, 'scripts/build-collector.mjs'), program], ROOT);
  return {
    folder,
    program,
    run: (parameters: readonly string[], { cwd = folder, environment = {} as NodeJS.ProcessEnv } = {}) =>
      runProgram(process.execPath, [program, ...parameters], cwd, environment),
    remove: () => rm(folder, { recursive: true }),
  };
}
