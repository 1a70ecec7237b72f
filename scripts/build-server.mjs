/**
 * Builds the plugin's server part into `dist`, by the targets of Grafana's SDK: the executables of all platforms (with `--host`
 * only this machine's), the manifest of their sources, and in `plugin.json` that there is a server part. `--program` bundles
 * only the program that Go embeds, which those targets call for.
 */
import { execFileSync } from 'node:child_process';

import { build } from 'esbuild';

const flags = process.argv.slice(2);

if (flags.includes('--program')) {
  await build({
    entryPoints: ['src/hosts/server/main.ts'],
    outfile: 'pkg/program/program.js',
    bundle: true,
    platform: 'browser',
    target: 'es2023',
    format: 'iife',
    minify: true,
    tsconfigRaw: {},
    logLevel: 'warning',
  });
} else {
  const target = flags.includes('--host') ? 'build:backend' : 'buildAll';
  execFileSync('go', ['run', 'github.com/magefile/mage', target], { stdio: 'inherit' });
}
