/**
 * Runs the commands of the documentation as a reader would, one after the other, against a GitHub on this machine: what
 * fails there fails here. What needs Docker, Grafana or Prometheus, and what installs or tests the whole, is left out and
 * named. Needs `npm run build`. `npm run try:commands`.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fakeRun, fakeRuns } from '../tests/support/builders';
import { FAKE_TOKEN, startFakeGitHub } from '../tests/support/fakeGitHub';
import { publicNight, startPublicFolder, withIndex } from '../tests/support/publicFolder';

const ROOT = join(__dirname, '..');
const PAGES = [
  'README.md',
  'docs/quick-start.md',
  'docs/nights.md',
  'docs/install.md',
  'docs/command-line.md',
  'docs/deployment.md',
  'docs/from-sglang-dashboard.md',
  'docs/collector.md',
];
/** Part of CI itself, or of another program. */
const LEFT_OUT =
  /^(docker|grafana|promtool|mimirtool)\b|npm ci && npm test$|^npm ci$|^npm run build(:server -- --host)?$|\|/;
/** Runs until it is stopped. */
const SERVES = /\bserve\b|npm start/;
/** An exit code that the page itself announces. */
const MAY_END_WITH_1 = /--fail-on/;
const PATIENCE_MS = 60_000;

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'nightly-commands-'));
  for (const name of [
    'node_modules',
    'package.json',
    'package-lock.json',
    'dist-collector',
    'scripts',
    'src',
    'tsconfig.json',
  ]) {
    await symlink(join(ROOT, name), join(folder, name));
  }
  await writeFile(join(folder, 'acks.yaml'), 'acknowledgements: []\n');
  // The newest night is then 8 to 32 hours old, whatever the time of day: it is not late.
  const now = Date.now() - 8 * 3_600_000;
  const github = await startFakeGitHub({
    runs: [...(await fakeRuns(40, now)), await fakeRun(50, now, { id: 21_338_741_812 })],
  });
  const folderOfNights = await startPublicFolder(publicNights(now));
  const environment = {
    ...process.env,
    GITHUB_TOKEN: FAKE_TOKEN,
    SGLANG_NIGHTLY_API_URL: github.apiUrl,
    SGLANG_NIGHTLY_PORT: '0',
  };
  let ran = 0;
  const leftOut: string[] = [];
  for (const page of PAGES) {
    for (const command of commandsOf(await readFile(join(ROOT, page), 'utf8'))) {
      if (LEFT_OUT.test(command)) {
        leftOut.push(command);
      } else {
        // What everybody can reach is on this machine too.
        const local = command
          .replace(/ --url https:\/\/github\.com\S+/, '')
          .replace('--source public', `--source public --url ${folderOfNights.url}`)
          .replace(/^npm ci && npm start$/, `env SGLANG_NIGHTLY_URL=${folderOfNights.url} npm start`);
        await tried(page, local, { cwd: folder, env: environment });
        ran += 1;
      }
    }
  }
  process.stdout.write(`${ran} commands of ${PAGES.length} pages ran; left out: ${[...new Set(leftOut)].join('; ')}\n`);
  await github.close();
  await folderOfNights.close();
  await rm(folder, { recursive: true });
}

/** Twenty nights of one case, as SGLang publishes them. */
function publicNights(now: number): Record<string, string> {
  const nights = Array.from({ length: 20 }, (_, night) => {
    const day = new Date(now - (night + 1) * 86_400_000).toISOString().slice(0, 10);
    return [`${day}_${night + 1}.json`, publicNight(`${night + 1}`, day, 4 + 0.01 * Math.sin(night))];
  });
  return withIndex(Object.fromEntries(nights) as Record<string, string>);
}

/** The lines of all shell examples; one that goes on over several lines is one. */
function commandsOf(page: string): string[] {
  const blocks = [...page.matchAll(/```bash\n([\s\S]*?)```/g)].map((match) => match[1]!);
  return blocks.flatMap((block) =>
    /-d '\{/.test(block)
      ? []
      : block
          .split('\n')
          .map((line) => line.trim())
          .filter(Boolean)
  );
}

function tried(page: string, command: string, options: { cwd: string; env: NodeJS.ProcessEnv }): Promise<void> {
  // What was installed and built is there already.
  const text = command
    .replace(/^npm ci && /, '')
    .replace(/^npm run build$/, 'true')
    .replace(/npm start$/, 'node scripts/start.mjs');
  const child = spawn('bash', ['-c', `exec ${text}`.replace(/^exec (.*>.*)$/, '$1')], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  return new Promise((resolve, reject) => {
    const end = () => process.kill(-child.pid!, 'SIGTERM');
    const timer = setTimeout(() => {
      end();
      reject(new Error(`${page}: ${command} does not end: ${said}`));
    }, PATIENCE_MS);
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const awaited = /start/.test(text) ? 'Refreshed:' : 'Listening on';
      // `npm start` runs three collectors.
      if (SERVES.test(command) && said.split(awaited).length > (text.endsWith('start.mjs') ? 3 : 1)) {
        end();
      }
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => {
      clearTimeout(timer);
      const isFine =
        code === 0 ||
        (SERVES.test(command) && said.includes('Listening on')) ||
        (code === 1 && MAY_END_WITH_1.test(command));
      process.stdout.write(`${isFine ? 'ok  ' : 'FAIL'} ${page}: ${command}\n`);
      if (isFine) {
        resolve();
      } else {
        reject(new Error(`${page}: ${command} ended with ${code}: ${said}`));
      }
    });
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  // The servers of the nights are still there.
  process.exit(1);
});
