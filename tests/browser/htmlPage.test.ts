import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Browser } from 'playwright-core';

import { type ServeFlags, serveCollector } from '../../src/hosts/cli/serveCollector';
import { changedNights, nightZip } from '../support/builders';
import { type FakeGitHub, startFakeGitHub } from '../support/fakeGitHub';
import { serveFlags } from '../collectorInTests';
import { launchChromium } from './chromium';
import { violations } from './violations';

const SCREENSHOTS = join(__dirname, '../../test-results');
const NOW = Date.now() - 24 * 60 * 60 * 1000;
const EVIL = '<img src=x onerror=alert(1)>|\u001b[31m@octocat';

let browser: Browser;
let folder: string;
let github: FakeGitHub;

beforeAll(async () => {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  await mkdir(SCREENSHOTS, { recursive: true });
  browser = await launchChromium();
  github = await startFakeGitHub({ runs: [] });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await github?.close();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightly-html-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function collectorOf(kind: 'demo' | 'hostile' | 'nothing wrong' | 'one night' | 'empty') {
  if (kind !== 'demo') {
    const nights = kind === 'one night' ? 1 : kind === 'empty' ? 0 : 40;
    const documents = changedNights(nights, kind === 'hostile' ? 10 : 0, 0.9, NOW).map((night) => ({
      ...night,
      results: night.results.map((result) => ({ ...result, ...(kind === 'hostile' && { model: EVIL }) })),
    }));
    github.runs = await Promise.all(
      documents.map(async (document) => ({
        id: Number(document.run_id),
        created_at: document.run_date,
        run_attempt: 1,
        head_sha: document.commit_sha,
        head_branch: 'main',
        event: 'schedule',
        conclusion: 'success',
        zip: await nightZip(Number(document.run_id), document),
      }))
    );
  }
  const flags: ServeFlags = { ...serveFlags(github.apiUrl, folder), ...(kind === 'demo' && { demo: 'always' }) };
  const running = await serveCollector(flags, { GITHUB_TOKEN: 'token-for-tests' });
  await running.collector.refresh();
  return running;
}

describe('the page of a collector in a browser', () => {
  it.each(['demo', 'hostile', 'nothing wrong', 'one night', 'empty'] as const)(
    'asks for nothing else, logs nothing, and is accessible in light and dark, narrow and wide: %s',
    async (kind) => {
      const running = await collectorOf(kind);
      const page = await browser.newPage();
      const requests: string[] = [];
      const problems: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      page.on('console', (message) => problems.push(message.text()));
      page.on('pageerror', (error) => problems.push(String(error)));
      for (const width of [1366, 420]) {
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.setViewportSize({ width, height: 900 });
          await page.emulateMedia({ colorScheme });
          requests.length = 0;
          await page.goto(`${running.address}/`);
          expect(requests).toEqual([`${running.address}/`]);
          expect(
            await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
          ).toBeLessThanOrEqual(0);
          expect(await page.locator('img, script').count()).toBe(0);
          expect(await violations(page)).toEqual([]);
          const name = `page-${kind.replace(' ', '-')}-${width}-${colorScheme}.png`;
          await page.screenshot({ path: join(SCREENSHOTS, name), fullPage: true });
        }
      }
      await page.close();
      await running.stop();
      expect(problems).toEqual([]);
    },
    120_000
  );
});
