/**
 * Zips the built plugin as Grafana installs it, one folder named after the plugin: as it was built, and where it has a
 * server part, once more without.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

import JSZip from 'jszip';

import { EXECUTABLE } from './add-server-part.mjs';
import { bundledPackages, goModules, mappedPackages, thirdPartyText } from './third-party.mjs';

const plugin = JSON.parse(await readFile('dist/plugin.json', 'utf8'));
const name = `${plugin.id}-${plugin.info.version}`;
const frontend = { 'In the browser': mappedPackages('dist') };

if (plugin.backend) {
  const server = {
    "In Grafana's server, JavaScript": await bundledPackages('src/hosts/server/main.ts', { platform: 'browser' }),
    "In Grafana's server, Go": goModules(),
  };
  await writeZip(`${name}.zip`, plugin, thirdPartyText({ ...frontend, ...server }), () => true);
}
const { backend: _, alerting: __, executable: ___, ...withoutServer } = plugin;
// The server part has no routes; the browser's build goes through Grafana's proxy.
const { routes } = JSON.parse(await readFile('src/plugin.json', 'utf8'));
const browserOnly = { ...withoutServer, routes };
const isBrowserPart = (file) => !file.startsWith(EXECUTABLE) && file !== 'go_plugin_build_manifest';
const browserName = plugin.backend ? `${name}-browser.zip` : `${name}.zip`;
await writeZip(browserName, browserOnly, thirdPartyText(frontend), isBrowserPart);

async function writeZip(file, manifest, thirdParty, isIn) {
  const zip = new JSZip();
  for (const entry of await readdir('dist', { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && isIn(entry.name) && path !== join('dist', 'plugin.json')) {
      // Grafana runs the executables of the server part.
      const unixPermissions = entry.name.startsWith(EXECUTABLE) ? 0o755 : 0o644;
      zip.file(`${plugin.id}/${relative('dist', path)}`, await readFile(path), { unixPermissions });
    }
  }
  zip.file(`${plugin.id}/plugin.json`, `${JSON.stringify(manifest, null, 2)}\n`, { unixPermissions: 0o644 });
  zip.file(`${plugin.id}/THIRD_PARTY.md`, thirdParty, { unixPermissions: 0o644 });
  await writeFile(file, await zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE', platform: 'UNIX' }));
  process.stdout.write(`${file}\n`);
}
