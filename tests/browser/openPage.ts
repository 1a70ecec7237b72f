import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from 'esbuild';
import { launchChromium } from './chromium';
import { type Settings, startProxyServer } from './proxyServer';

/** What the page offers to those who drive it. */
export interface Nightly {
  showConfig(jsonData: object, theme?: string, withServerPart?: boolean): void;
  showQuery(jsonData: object, query: object, theme?: string): void;
  showPart(jsonData: object, part: 'annotation' | 'variable', theme?: string): void;
  annotate(jsonData: object): Promise<Array<{ time: number; title: string; tags: string[] }>>;
  valuesOf(jsonData: object, target: object): Promise<Array<{ text: string; value: string }>>;
  keepBusy(ms: number): void;
  test(jsonData: object): Promise<{ status: string; message: string }>;
  query(jsonData: object, targets: object[]): Promise<Frame[]>;
}

export interface Frame {
  readonly schema: {
    readonly name: string;
    readonly refId: string;
    readonly meta: { readonly notices?: ReadonlyArray<{ readonly text: string }> };
    readonly fields: ReadonlyArray<{ readonly name: string }>;
  };
  readonly data: { readonly values: readonly unknown[][] };
}

declare global {
  interface Window {
    nightly: Nightly;
    reactVersion: string;
    options: { jsonData: object };
    query: object;
  }
}

/** The Grafana versions between which the plugin works, by whose packages it is loaded: with React 18 and with React 19. */
export const GRAFANA_VERSIONS = ['12.3', '13.2'] as const;

/** Packages of which there may be only one: those that the page and Grafana's own packages both use. */
const SHARED = ['@emotion/css', '@grafana/data', '@grafana/runtime', '@grafana/ui', 'react', 'react-dom', 'rxjs'];
const PACKAGES_OF_12_3 = join(__dirname, 'grafana-12.3/node_modules');
const OF_12_3 = {
  ...Object.fromEntries(SHARED.map((name) => [name, join(PACKAGES_OF_12_3, name)])),
  'react-dom/server': join(PACKAGES_OF_12_3, 'react-dom/server.browser.js'),
};

/**
 * Opens a page in Chromium that has loaded the built plugin as Grafana does, with Grafana's packages of a version and a
 * stand-in for its proxy.
 */
export async function openPage(
  settings: Settings = { jsonData: {}, secureJsonData: {} },
  grafana: (typeof GRAFANA_VERSIONS)[number] = '13.2'
) {
  const folder = await mkdtemp(join(tmpdir(), 'nightly-page-'));
  const script = join(folder, 'page.js');
  await build({
    entryPoints: [join(__dirname, 'page.tsx')],
    outfile: script,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
    loader: { '.svg': 'dataurl', '.png': 'dataurl', '.woff': 'dataurl', '.woff2': 'dataurl', '.ttf': 'dataurl' },
    tsconfigRaw: {},
    alias: grafana === '12.3' ? OF_12_3 : {},
  });
  const proxy = await startProxyServer(script, settings);
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1366, height: 900 } });
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.goto(proxy.url);
  await page.waitForFunction(() => 'nightly' in window);
  return {
    page,
    proxy,
    problems,
    async close() {
      await browser.close();
      await proxy.close();
      await rm(folder, { recursive: true });
    },
  };
}
