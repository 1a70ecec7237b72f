import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { changedNights } from '../../../tests/support/builders';
import { buildCommandLine } from '../../../tests/commandLine';

const NOW = Date.now() - 24 * 60 * 60 * 1000;
/** Commands of a terminal, markup, a table's bar, a mention, a link, and a mark that turns the text around. */
const EVIL = '\u001b[2J<img src=x onerror=alert(1)>|@octocat [a](javascript:1) `x` # \u202Eevil';

let nightly: Awaited<ReturnType<typeof buildCommandLine>>;

beforeAll(async () => {
  nightly = await buildCommandLine();
  const nights = changedNights(40, 10, 0.9, NOW).map((night) => ({
    ...night,
    branch: EVIL,
    results: night.results.map((result) => ({ ...result, model: EVIL, gpu_config: `gpu ${EVIL}` })),
  }));
  await writeFile(join(nightly.folder, 'evil.json'), JSON.stringify(nights));
});
afterAll(() => nightly.remove());

const report = async (...parameters: string[]) =>
  (await nightly.run(['report', '--input', 'evil.json', ...parameters])).stdout;

describe('names from an artifact', () => {
  it.each(['text', 'markdown', 'html'])('send nothing to a terminal and turn no text around in %s', async (format) => {
    const text = await report('--format', format, '--verbose');
    expect(text).toContain('octocat');
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069]/u);
  });

  it('are no markup, no cell, no mention and no link in Markdown', async () => {
    const text = await report('--format', 'markdown');
    expect(text).toContain('\\<img src=x');
    expect(text).not.toMatch(/(?<!\\)<img|(?<!\\)`x|@octocat|(?<!\\)\[a(?<!\\)\]\(javascript/);
    const [header = ''] = text.split('\n').filter((line) => line.startsWith('| '));
    const bars = (line: string) => line.match(/(?<!\\)\|/g)?.length;
    const rows = text.split('\n').filter((line) => line.startsWith('| '));
    expect(rows.length).toBeGreaterThan(2);
    expect(bars(rows[2]!)).toBe(bars(header));
  });

  it('are no markup in HTML', async () => {
    expect(await report('--format', 'html')).not.toMatch(/<img|<script|javascript:[^1]/);
  });
});

describe('a reader that has seen enough', () => {
  it('ends a command quietly, and not as a regression', async () => {
    const child = spawn(process.execPath, [nightly.program, 'report', '--input', 'evil.json', '--format', 'json'], {
      cwd: nightly.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect({ code, said }).toEqual({ code: 0, said: '' });
  });
});
