import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { SourceError } from '../../sources/errors';

import { webHost } from '../../sources/github/githubOptions';

const GH_TIMEOUT_MS = 5_000;

/** Tokens travel in a header: what can't stand there would come back in an error of the network, token and all. */
const TOKEN = /^[\x21-\x7e]{1,1000}$/;

/**
 * Returns the tokens that the collector lets in: one or two, so that one can follow the other without a gap.
 *
 * @throws SourceError `notConfigured` where one can't be a token; the message does not show it.
 */
export function authTokens({ SGLANG_NIGHTLY_AUTH_TOKEN: given = '' }: NodeJS.ProcessEnv): string[] {
  const tokens = given.split(/[\s,]+/).filter(Boolean);
  return tokens.map((token) => checked(token, 'SGLANG_NIGHTLY_AUTH_TOKEN'));
}

/** Returns the token for another collector. @throws SourceError `notConfigured` where it can't be a token. */
export function sourceToken({ SGLANG_NIGHTLY_SOURCE_TOKEN: given }: NodeJS.ProcessEnv): string | undefined {
  return given?.trim() ? checked(given.trim(), 'SGLANG_NIGHTLY_SOURCE_TOKEN') : undefined;
}

function checked(token: string, name: string): string {
  if (!TOKEN.test(token)) {
    throw new SourceError('notConfigured', `${name} is no token`, {
      advice: 'A token is one line of letters, digits and signs, without spaces: copy it again.',
    });
  }
  return token;
}

/**
 * Returns the GitHub token: of `GITHUB_TOKEN`, of `GH_TOKEN`, or what the GitHub command line `gh` has for the API's
 * host; undefined where there is none.
 *
 * @throws SourceError `notConfigured` where what is given can't be a token.
 */
export async function findToken(apiUrl: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const name of ['GITHUB_TOKEN', 'GH_TOKEN']) {
    const given = environment[name]?.trim();
    if (given) {
      return checked(given, name);
    }
  }
  const { hostname } = new URL(apiUrl);
  try {
    const { stdout } = await promisify(execFile)('gh', ['auth', 'token', '--hostname', webHost(hostname)], {
      timeout: GH_TIMEOUT_MS,
    });
    const found = stdout.trim();
    return TOKEN.test(found) ? found : undefined;
  } catch {
    return undefined;
  }
}
