import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Page } from 'playwright-core';

import { GITHUB_DEFAULTS } from '../../src/sources/github/githubOptions';
import { serveFlags } from '../collectorInTests';
import { fakeRuns } from '../support/builders';
import { publicNight, startPublicFolder, withIndex } from '../support/publicFolder';
import { FAKE_TOKEN, type FakeGitHub, startFakeGitHub } from '../support/fakeGitHub';
import { serveCollector } from '../../src/hosts/cli/serveCollector';
import { type Frame, GRAFANA_VERSIONS, openPage } from './openPage';
import { type Settings } from './proxyServer';
import { violations } from './violations';

const SCREENSHOTS = join(__dirname, '../../test-results');
/** At any time of the day, the night of eight hours ago is over, and less than 36 hours old. */
const NOW = Date.now() - 8 * 60 * 60 * 1000;

let folder: string;
let opened: Awaited<ReturnType<typeof openPage>>;
let page: Page;
let github: FakeGitHub;
let collector: Awaited<ReturnType<typeof serveCollector>>;
let proxy: (typeof opened)['proxy'];
const settings: Settings = { jsonData: {}, secureJsonData: {} };
let problems: readonly string[];

beforeAll(async () => {
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  folder = await mkdtemp(join(tmpdir(), 'nightly-browser-'));
  await mkdir(SCREENSHOTS, { recursive: true });
  github = await startFakeGitHub({ runs: await fakeRuns(6, NOW) });
  collector = await serveCollector(serveFlags(github.apiUrl, folder), {
    GITHUB_TOKEN: FAKE_TOKEN,
    SGLANG_NIGHTLY_AUTH_TOKEN: 'opensesame',
  });
  await collector.collector.refresh();
}, 120_000);

afterAll(async () => {
  await collector?.stop();
  await github?.close();
  await rm(folder, { recursive: true });
});

function use(jsonData: Settings['jsonData'], secureJsonData: Settings['secureJsonData'] = {}): object {
  Object.assign(settings, { jsonData, secureJsonData });
  proxy.log.length = 0;
  return jsonData;
}

function ask(jsonData: object, ...targets: object[]): Promise<Frame[]> {
  return page.evaluate(([options, queries]) => window.nightly.query(options, queries), [jsonData, targets] as [
    object,
    object[],
  ]);
}

function check(jsonData: object) {
  return page.evaluate((options) => window.nightly.test(options), jsonData);
}

/** Shows the fields of a query that are seldom needed. */
async function openMore(): Promise<void> {
  await page.getByRole('button', { name: /more filters$/, expanded: false }).click();
}

async function choose(label: string, name: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).click();
  await page.getByRole('option', { name }).first().click();
}

/** The arrow of Grafana's own Combobox, which Grafana 13 has mended. */
const FAULTS_OF_GRAFANA_12_3 = /^aria-allowed-attr: <div class="[\w-]+input-suffix" aria-controls="downshift/;

const TREND = {
  refId: 'A',
  kind: 'trend',
  metrics: ['output_throughput'],
  filter: { model: ['zai-org/GLM-4.6'], batchSize: ['8'] },
};

describe.each(GRAFANA_VERSIONS)('the built plugin in a browser with the packages of Grafana %s', (grafana) => {
  beforeAll(async () => {
    opened = await openPage(settings, grafana);
    ({ page, proxy, problems } = opened);
  }, 120_000);

  afterAll(() => opened?.close());

  it('runs with the React of that version', async () => {
    const major = { '12.3': '18', '13.2': '19' }[grafana];
    expect(await page.evaluate(() => window.reactVersion.split('.')[0])).toBe(major);
  });

  it('asks a collector through the proxy, with its token, and only what is shown', async () => {
    const options = use(
      { source: 'collector', collectorUrl: collector.address, collectorWithToken: true },
      { collectorToken: 'opensesame' }
    );
    const frames = await ask(options, TREND);
    expect(frames).toHaveLength(1);
    expect(frames[0]!.schema.fields.map(({ name }) => name)).toEqual([
      'time',
      'output_throughput',
      'run',
      'commit',
      'commit_before',
    ]);
    expect(frames[0]!.data.values[0]).toHaveLength(6);
    expect(proxy.log).toEqual(['POST collector-token/query']);
    expect(await check(options)).toMatchObject({
      status: 'success',
      message: expect.stringMatching(
        /^Collector \d+\.\d+\.\d+, refreshed .* ago\. 6 nights with results; the newest is .* old\.$/
      ),
    });
  });

  it('says what to do when the token for the collector is wrong', async () => {
    const options = use({ source: 'collector', collectorUrl: collector.address, collectorWithToken: true }, {});
    expect(await check(options)).toMatchObject({
      status: 'error',
      message: expect.stringContaining('Give a valid token'),
    });
  });

  it('lists runs from GitHub without a token, and says how to get the results that a browser can not have', async () => {
    const options = use(
      { source: 'github', githubUrl: github.apiUrl, repository: GITHUB_DEFAULTS.repository },
      { githubToken: FAKE_TOKEN }
    );
    const [runs] = await ask(options, { refId: 'A', kind: 'runs' });
    expect(runs!.data.values[0]).toHaveLength(6);
    expect(runs!.schema.meta.notices?.map(({ text }) => text)).toEqual([expect.stringContaining('run the collector')]);
    expect(proxy.log.map((line) => line.split('?')[0])).toEqual([
      'GET github/workflows/nightly-test-nvidia.yml/runs',
      'GET github/workflows/nightly-72-gpu-gb200.yml/runs',
      'GET github/workflows/nightly-amd-mi355x-disagg.yml/runs',
      'GET github/workflows/nightly-test-intel.yml/runs',
      'GET github/workflows/release-branch-cut.yml/runs',
      'GET github/workflows/bot-bump-sglang-version.yml/runs',
    ]);
    expect(await check(options)).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('6 runs, none with results'),
    });
  });

  it('shows public nights without a token and without the proxy', async () => {
    const days = ['2026-10-17', '2026-10-18', '2026-10-19'];
    const nights = days.map((day, at) => [`${day}_${at + 1}.json`, publicNight(`${at + 1}`, day, 4 + at)] as const);
    const folder = await startPublicFolder(withIndex(Object.fromEntries(nights)));
    try {
      const [trend] = await ask(use({ source: 'public', publicUrl: folder.url }), {
        refId: 'A',
        kind: 'trend',
        metrics: ['e2e_ms'],
        filter: { case: ['flux'] },
      });
      expect(trend!.data.values[1]).toEqual([4000, 5000, 6000]);
      expect([folder.log.length, proxy.log]).toEqual([4, []]);
    } finally {
      await folder.close();
    }
  });

  it('shows the demo without asking anybody', async () => {
    const options = use({ source: 'demo' });
    const frames = await ask(options, { ...TREND, filter: { ...TREND.filter, ioLength: ['4096_512'] } });
    expect(frames).toHaveLength(4);
    expect(frames[0]!.schema.meta.notices![0]!.text).toContain('Demo data');
    expect(proxy.log).toEqual([]);
  });

  it('finds the planted changes of the demo', async () => {
    const incidents = { refId: 'A', kind: 'changes', view: 'incidents', metrics: [] };
    const frames = await ask(use({ source: 'demo' }), incidents);
    const what = frames[0]!.schema.fields.findIndex(({ name }) => name === 'what');
    expect(frames[0]!.data.values[what]).toHaveLength(7);
    expect(frames[0]!.data.values[what]![0]).toMatch(
      /^\w+ throughput of Llama-4-Maverick\S+ on 8-gpu-b200: -\d+\.\d % since .*, in all 16 series$/
    );
  });

  it('says which setting is missing, and shows it filled in', async () => {
    expect(await check(use({ source: 'collector' }))).toMatchObject({
      status: 'error',
      message: expect.stringContaining('collectorUrl: http://collector:8000'),
    });
  });

  it.each([
    ['dark', 1366],
    ['light', 600],
  ] as const)('draws both editors in the %s theme, %s pixels wide', async (theme, width) => {
    await page.setViewportSize({ width, height: 900 });
    for (const source of ['collector', 'github', 'url', 'demo']) {
      await page.evaluate(([jsonData, mode]) => window.nightly.showConfig(jsonData, mode), [{ source }, theme] as [
        object,
        string,
      ]);
      await page.getByLabel('Source', { exact: true }).waitFor();
      await page.screenshot({ path: join(SCREENSHOTS, `config-${source}-${theme}.png`) });
    }
    await page.evaluate((mode) => window.nightly.showConfig({}, mode, true), theme);
    await page.getByText("Answered by Grafana's server").waitFor();
    await page.getByLabel('Acknowledgements').waitFor();
    await page.screenshot({ path: join(SCREENSHOTS, `config-server-${theme}.png`), fullPage: true });
    const query = { ...TREND, filter: { ...TREND.filter, variant: ['gone'] } };
    await page.evaluate(([jsonData, initial, mode]) => window.nightly.showQuery(jsonData, initial, mode), [
      use({ source: 'demo' }),
      query,
      theme,
    ] as [object, object, string]);
    await page.getByText('Variant: gone (not in the data: gone)').waitFor();
    await page.screenshot({ path: join(SCREENSHOTS, `query-closed-${theme}.png`) });
    await openMore();
    await page.getByText('Not in the data: gone').waitFor();
    await page.screenshot({ path: join(SCREENSHOTS, `query-${theme}.png`) });
    for (const kind of ['changes', 'compare']) {
      const other = { refId: 'A', kind, metrics: ['output_throughput'], levels: true };
      await page.evaluate(([jsonData, initial, mode]) => window.nightly.showQuery(jsonData, initial, mode), [
        use({ source: 'demo' }),
        other,
        theme,
      ] as [object, object, string]);
      await page.getByLabel(kind === 'changes' ? 'As' : 'Compare with', { exact: true }).waitFor();
      await page.getByLabel('Model').waitFor();
      await openMore();
      await page.screenshot({ path: join(SCREENSHOTS, `query-${kind}-${theme}.png`) });
    }
  });

  it('edits a query by keyboard: a filter offers what exists under the others', async () => {
    await page.setViewportSize({ width: 1366, height: 900 });
    await page.evaluate(([jsonData, initial]) => window.nightly.showQuery(jsonData, initial), [
      use({ source: 'demo' }),
      TREND,
    ] as [object, object]);
    // The editor of the test before may still be there when the field is looked for, and takes its focus along when it goes.
    const option = page.getByRole('option', { name: /TP8\+MTP/ });
    await page.getByLabel('Show', { exact: true }).waitFor();
    await openMore();
    while (!(await option.isVisible())) {
      await page.getByLabel('Variant').focus();
      await page.keyboard.press('ArrowDown');
      await option.waitFor({ timeout: 2000 }).catch(() => undefined);
    }
    expect(await page.getByRole('option', { name: /EAGLE3/ }).count()).toBe(0);
    await page.screenshot({ path: join(SCREENSHOTS, 'query-options.png') });
    // At once: Grafana's field loses letters that are typed faster than the page draws.
    await page.getByLabel('Variant').fill('MTP');
    await page.getByRole('option', { name: /TP8\+MTP/ }).click();
    await page.waitForFunction(() => JSON.stringify(window.query).includes('"variant":["TP8+MTP"]'));
  });

  it('edits annotations, and marks the changes of the demo', async () => {
    await page.evaluate((jsonData) => window.nightly.showPart(jsonData, 'annotation'), use({ source: 'demo' }));
    await page.getByLabel('Show', { exact: true }).waitFor();
    await page.screenshot({ path: join(SCREENSHOTS, 'annotation.png') });
    await choose('Show', 'Runs');
    await page.waitForFunction(() => JSON.stringify(window.query).includes('"kind":"runs"'));
    await page.screenshot({ path: join(SCREENSHOTS, 'annotation.png') });
    const events = await page.evaluate((jsonData) => window.nightly.annotate(jsonData), { source: 'demo' });
    expect(events.length).toBeGreaterThan(0);
    expect(events[0]).toMatchObject({ time: expect.any(Number), title: expect.any(String) });
  });

  it('edits variables, and lists their values', async () => {
    await page.evaluate((jsonData) => window.nightly.showPart(jsonData, 'variable'), use({ source: 'demo' }));
    await page.getByLabel('GPU configuration').waitFor();
    await choose('Values of', 'Variant');
    await page.waitForFunction(() => JSON.stringify(window.query).includes('"attribute":"variant"'));
    await page.screenshot({ path: join(SCREENSHOTS, 'variable.png') });
    const values = await page.evaluate((jsonData) => window.nightly.valuesOf(jsonData, { attribute: 'variant' }), {
      source: 'demo',
    });
    expect(values).toContainEqual({ text: 'TP8+MTP', value: 'TP8+MTP' });
  });

  it('survives a click on a choice while the page is busy', async () => {
    await page.evaluate(([jsonData, initial]) => window.nightly.showQuery(jsonData, initial), [
      use({ source: 'demo' }),
      TREND,
    ] as [object, object]);
    await page.getByLabel('Model').waitFor();
    await page.getByLabel('Show', { exact: true }).click();
    const options = page.getByRole('option');
    await options.first().waitFor();
    const [first, second] = await Promise.all([options.nth(0).boundingBox(), options.nth(1).boundingBox()]);
    const busy = page.evaluate(() => window.nightly.keepBusy(1500));
    await page.mouse.move(first!.x + 5, first!.y + 5);
    await page.mouse.move(second!.x + 5, second!.y + 5);
    await page.mouse.down();
    await page.mouse.up();
    await busy;
    await page.waitForFunction(() => !JSON.stringify(window.query).includes('"kind":"trend"'));
    expect(problems).toEqual([]);
  });

  it.each(['dark', 'light'] as const)(
    'gives axe nothing to say about editors and settings in the %s theme',
    async (theme) => {
      const options = use({ source: 'demo' });
      await page.setViewportSize({ width: 1366, height: 900 });
      const shown: Array<[string, () => Promise<void>]> = [
        ...['collector', 'github', 'url', 'public', 'demo'].map((source): [string, () => Promise<void>] => [
          'Source',
          () =>
            page.evaluate(([jsonData, mode]) => window.nightly.showConfig(jsonData, mode, true), [
              { source },
              theme,
            ] as [object, string]),
        ]),
        ...['trend', 'latest', 'changes', 'compare', 'releases', 'runs', 'ratio'].map(
          (kind): [string, () => Promise<void>] => [
            'Show',
            () =>
              page.evaluate(([jsonData, query, mode]) => window.nightly.showQuery(jsonData, query, mode), [
                options,
                { refId: 'A', kind },
                theme,
              ] as [object, object, string]),
          ]
        ),
        [
          'Values of',
          () => page.evaluate(([j, t]) => window.nightly.showPart(j, 'variable', t), [options, theme] as const),
        ],
        [
          'Show',
          () => page.evaluate(([j, t]) => window.nightly.showPart(j, 'annotation', t), [options, theme] as const),
        ],
      ];
      const found: string[] = [];
      for (const [field, show] of shown) {
        await show();
        await page.getByLabel(field, { exact: true }).waitFor();
        found.push(...(await violations(page, '#root')));
      }
      expect(found.filter((violation) => !FAULTS_OF_GRAFANA_12_3.test(violation))).toEqual([]);
    }
  );

  it('saves an address without the slash at its end, and says when it is none', async () => {
    await page.evaluate(() => window.nightly.showConfig({ source: 'collector' }));
    await page.getByLabel('Collector URL').fill('collector:8000');
    await page.getByText('Give a whole address').waitFor();
    await page.getByLabel('Collector URL').fill('http://collector:8000/');
    await page.getByLabel('Collector URL').blur();
    expect(await page.evaluate(() => window.options.jsonData)).toEqual({
      source: 'collector',
      collectorUrl: 'http://collector:8000',
    });
  });

  it('throws nothing on the way', () => {
    expect(problems).toEqual([]);
  });
});
