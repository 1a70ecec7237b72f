/** Zips the built plugin as Grafana installs it: one folder named after the plugin. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

import JSZip from 'jszip';

import { EXECUTABLE } from './add-server-part.mjs';

const { id, info } = JSON.parse(await readFile('dist/plugin.json', 'utf8'));
const zip = new JSZip();
for (const entry of await readdir('dist', { recursive: true, withFileTypes: true })) {
  if (entry.isFile()) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    // Grafana runs the executables of the server part.
    const unixPermissions = entry.name.startsWith(EXECUTABLE) ? 0o755 : 0o644;
    zip.file(`${id}/${relative('dist', path)}`, await readFile(path), { unixPermissions });
  }
}
const name = `${id}-${info.version}.zip`;
await writeFile(name, await zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE', platform: 'UNIX' }));
process.stdout.write(`${name}\n`);
