/**
 * Fails where the plugin's entry has grown: it is loaded with every panel, the chunks only when they are used. The entry
 * holds the registry of query kinds, which Grafana asks about synchronously; how they answer, detection, sources and editors
 * are chunks.
 */
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';

const MOST = { bytes: 61_000, gzipped: 18_000 };

const module = await readFile('dist/module.js');
const gzipped = gzipSync(module).byteLength;
process.stdout.write(
  `module.js: ${module.byteLength} bytes, ${gzipped} gzipped (at most ${MOST.bytes} and ${MOST.gzipped})\n`
);
if (module.byteLength > MOST.bytes || gzipped > MOST.gzipped) {
  process.stderr.write('module.js is too large: import what is heavy with import() where it is used.\n');
  process.exitCode = 1;
}
