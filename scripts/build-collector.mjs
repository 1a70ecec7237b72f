/** Bundles the collector and the command line into one file that Node runs without node_modules. */
import { chmod } from 'node:fs/promises';

import { build } from 'esbuild';

const [outfile = 'dist-collector/sglang-nightly.cjs', ...flags] = process.argv.slice(2);

await build({
  entryPoints: ['src/hosts/cli/main.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20.18',
  format: 'cjs',
  minifySyntax: true,
  sourcemap: !flags.includes('--no-map'),
  banner: { js: '#!/usr/bin/env node' },
  tsconfigRaw: {},
  logLevel: 'warning',
});
await chmod(outfile, 0o755);
