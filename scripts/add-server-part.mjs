/** Says in a built plugin's `plugin.json` that it has a server part: `node scripts/add-server-part.mjs dist`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** The executables' name, without platform. */
export const EXECUTABLE = 'gpx_sglang_nightly';

/** Adds what Grafana must know of the executables. */
export function addServerPart(folder) {
  const path = `${folder}/plugin.json`;
  const plugin = { ...JSON.parse(readFileSync(path, 'utf8')), backend: true, alerting: true, executable: EXECUTABLE };
  writeFileSync(path, `${JSON.stringify(plugin, null, 2)}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  addServerPart(process.argv[2] ?? 'dist');
}
