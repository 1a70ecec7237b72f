import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const GH_TIMEOUT_MS = 5_000;

/**
 * Returns the GitHub token: of `GITHUB_TOKEN`, of `GH_TOKEN`, or what the GitHub command line `gh` has for the API's
 * host; undefined where there is none.
 */
export async function findToken(apiUrl: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const given = environment.GITHUB_TOKEN?.trim() || environment.GH_TOKEN?.trim();
  if (given) {
    return given;
  }
  const { hostname } = new URL(apiUrl);
  const host = hostname === 'api.github.com' ? 'github.com' : hostname;
  try {
    const { stdout } = await promisify(execFile)('gh', ['auth', 'token', '--hostname', host], {
      timeout: GH_TIMEOUT_MS,
    });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}
