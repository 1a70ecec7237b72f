/** Says in a built plugin's `plugin.json` that it has a server part: `node scripts/add-server-part.mjs dist`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** The executables' name, without platform. */
export const EXECUTABLE = 'gpx_sglang_nightly';

/**
 * Adds what Grafana must know of the executables, and takes the proxy's routes away: with a server part nothing goes through
 * Grafana's proxy, and whoever may query the data source could call what a route allows with the stored token.
 */
export function addServerPart(folder) {
  const path = `${folder}/plugin.json`;
  const { routes: _, ...manifest } = JSON.parse(readFileSync(path, 'utf8'));
  const plugin = { ...manifest, backend: true, alerting: true, executable: EXECUTABLE };
  writeFileSync(path, `${JSON.stringify(plugin, null, 2)}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  addServerPart(process.argv[2] ?? 'dist');
}
