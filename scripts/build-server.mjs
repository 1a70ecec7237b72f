/**
 * Builds the plugin's server part into `dist`: bundles the program that Go embeds, compiles the executables (with
 * `--host` only this machine's), and says in `plugin.json` that there is one. `--program` bundles the program alone.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

import { build } from 'esbuild';

import { addServerPart, EXECUTABLE } from './add-server-part.mjs';

const PLATFORMS = ['linux', 'darwin', 'windows'].flatMap((os) => ['amd64', 'arm64'].map((arch) => ({ os, arch })));
const flags = process.argv.slice(2);

await build({
  entryPoints: ['src/server/main.ts'],
  outfile: 'pkg/program/program.js',
  bundle: true,
  platform: 'browser',
  target: 'es2023',
  format: 'iife',
  minify: true,
  tsconfigRaw: {},
  logLevel: 'warning',
});

if (!flags.includes('--program')) {
  if (!existsSync('dist/plugin.json')) {
    throw new Error('There is no dist/plugin.json: run `npm run build:plugin` first.');
  }
  const here = flags.includes('--host');
  for (const { os, arch } of here ? [hostPlatform()] : PLATFORMS) {
    const name = `${EXECUTABLE}_${os}_${arch}${os === 'windows' ? '.exe' : ''}`;
    execFileSync('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', `dist/${name}`, './pkg'], {
      stdio: 'inherit',
      env: { ...process.env, GOOS: os, GOARCH: arch, CGO_ENABLED: '0' },
    });
    process.stdout.write(`dist/${name}\n`);
  }
  addServerPart('dist');
}

function hostPlatform() {
  const [os, arch] = execFileSync('go', ['env', 'GOOS', 'GOARCH'], { encoding: 'utf8' }).split(/\s+/);
  return { os, arch };
}
