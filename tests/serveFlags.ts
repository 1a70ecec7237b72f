import { type ServeFlags } from '../collector/serve';
import { DEFAULT_SENSITIVITY } from '../src/core';
import { GITHUB_DEFAULTS } from '../src/sources/github/githubOptions';

/** Returns what `serve` is told in tests: a fake GitHub, a folder, and any free port. */
export function serveFlags(apiUrl: string, dataDir: string): ServeFlags {
  return {
    ...GITHUB_DEFAULTS,
    ...DEFAULT_SENSITIVITY,
    repo: GITHUB_DEFAULTS.repository,
    apiUrl,
    dataDir,
    host: '127.0.0.1',
    port: 0,
    refreshInterval: 12,
    days: 90,
  };
}
