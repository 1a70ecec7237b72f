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
    options: { jsonData: object };
    query: object;
  }
}

/** Opens a page in Chromium that has loaded the built plugin as Grafana does, with a stand-in for Grafana's proxy. */
export async function openPage(settings: Settings = { jsonData: {}, secureJsonData: {} }) {
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
