/** Packs the command line as an npm package of one file, without dependencies and with nothing of the plugin in it. */
import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bundledPackages, thirdPartyText } from './third-party.mjs';

const { version, license, engines } = JSON.parse(await readFile('package.json', 'utf8'));
const folder = await mkdtemp(join(tmpdir(), 'nightly-package-'));
execFileSync(process.execPath, ['scripts/build-collector.mjs', join(folder, 'sglang-nightly.cjs'), '--no-map'], {
  stdio: 'inherit',
});
const manifest = {
  name: 'sglang-nightly',
  version,
  description: "SGLang's nightly benchmarks on the command line: fetch, archive, serve and report regressions",
  license,
  engines,
  bin: { 'sglang-nightly': 'sglang-nightly.cjs' },
  files: ['sglang-nightly.cjs', 'THIRD_PARTY.md'],
};
await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
const packages = await bundledPackages('src/hosts/cli/main.ts', { platform: 'node', format: 'cjs', outfile: 'x.cjs' });
await writeFile(join(folder, 'THIRD_PARTY.md'), thirdPartyText({ 'In the command line': packages }));
await copyFile('docs/command-line.md', join(folder, 'README.md'));
await copyFile('LICENSE', join(folder, 'LICENSE'));
const packed = execFileSync('npm', ['pack', folder, '--silent', '--pack-destination', process.cwd()], {
  encoding: 'utf8',
});
process.stdout.write(packed);
await rm(folder, { recursive: true });
