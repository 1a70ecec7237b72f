import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { NIGHTLY_UID } from './alertFiles';
import { generatedFiles } from './generatedFiles';

const ROOT = join(__dirname, '..');

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly panels?: readonly Panel[];
}

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly schemaVersion: number;
  readonly tags: readonly string[];
  readonly time: { readonly from: string };
  readonly links: ReadonlyArray<{ readonly keepTime: boolean; readonly includeVars: boolean }>;
  readonly panels: readonly Panel[];
}

const FILES = generatedFiles();
const DASHBOARDS = Object.entries(FILES)
  .filter(([path]) => path.endsWith('.json'))
  .map(([path, text]) => [path, JSON.parse(text) as Dashboard] as const);

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

describe('generatedFiles', () => {
  it.each(Object.keys(FILES))('%s is what is committed', (path) => {
    expect(existsSync(join(ROOT, path)) && read(path)).toBe(FILES[path]);
  });

  it('are all the dashboards there are, and the plugin lists each', () => {
    const committed = readdirSync(join(ROOT, 'src/dashboards')).map((name) => `src/dashboards/${name}`);
    expect(committed.sort()).toEqual(DASHBOARDS.map(([path]) => path).sort());
    const { includes } = JSON.parse(read('src/plugin.json')) as { includes: Array<{ path: string; name: string }> };
    expect(includes.map(({ path, name }) => [`src/${path}`, name]).sort()).toEqual(
      DASHBOARDS.map(([path, { title }]) => [path, title]).sort()
    );
  });
});

describe.each(DASHBOARDS)('%s', (path, dashboard) => {
  it('is of the classic form, with panels of their own ids', () => {
    expect(dashboard.schemaVersion).toBe(42);
    const ids = dashboard.panels.flatMap(({ id, panels = [] }) => [id, ...panels.map((panel) => panel.id)]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => id > 0)).toBe(true);
  });

  it('says what it and each of its panels are for, and links to the others with time range and variables', () => {
    expect(dashboard.uid).toMatch(/^sglang-nightly-[a-z]+$/);
    expect(dashboard.description.length).toBeGreaterThan(20);
    expect(dashboard.tags).toContain('sglang-nightly');
    // Releases come every few weeks.
    expect(dashboard.time.from).toBe(dashboard.uid === 'sglang-nightly-releases' ? 'now-180d' : 'now-30d');
    expect(dashboard.links).toMatchObject([{ keepTime: true, includeVars: true }]);
    const undescribed = dashboard.panels.filter(({ type, description }) => type !== 'row' && !description);
    expect(undescribed.map(({ title }) => title)).toEqual([]);
  });

  it('shows no number in a colour where nothing is known', () => {
    const stats = JSON.parse(FILES[path]!) as { panels: ReadonlyArray<{ type: string; fieldConfig?: unknown }> };
    for (const { fieldConfig } of stats.panels.filter(({ type }) => type === 'stat')) {
      expect(fieldConfig).toMatchObject({ defaults: { thresholds: { steps: [{ value: null, color: 'text' }] } } });
    }
  });

  it('asks only the data sources that its variables choose', () => {
    const uids = [...FILES[path]!.matchAll(/"uid": "([^"]+)"/g)].map((match) => match[1]!);
    const chosen =
      dashboard.uid === 'sglang-nightly-compare' ? ['${datasource}', '${other}', '-- Mixed --'] : ['${datasource}'];
    expect(new Set(uids.filter((uid) => uid !== dashboard.uid))).toEqual(new Set(chosen));
  });
});

describe('provisioning', () => {
  const datasources = (
    parse(read('provisioning/datasources/sglang-nightly.yaml')) as { datasources: Array<{ uid: string; type: string }> }
  ).datasources;
  const alerting = parse(read('provisioning/alerting/sglang-nightly.yaml')) as {
    groups: Array<{
      folder: string;
      rules: Array<{ uid: string; data: Array<{ datasourceUid: string }>; annotations: Record<string, string> }>;
    }>;
  };
  const rules = alerting.groups.flatMap((group) => group.rules);

  it('has the plugin as its data source, which the alert rules ask', () => {
    expect(datasources.map(({ uid, type }) => [uid, type])).toEqual([
      [NIGHTLY_UID, 'sglang-nightly-datasource'],
      [`${NIGHTLY_UID}-public`, 'sglang-nightly-datasource'],
      [`${NIGHTLY_UID}-tpu`, 'sglang-nightly-datasource'],
    ]);
  });

  it('has alert rules that ask data sources that exist, each with an id of its own', () => {
    const known = new Set([...datasources.map(({ uid }) => uid), '__expr__']);
    expect(rules.flatMap(({ data }) => data).filter(({ datasourceUid }) => !known.has(datasourceUid))).toEqual([]);
    expect(new Set(rules.map(({ uid }) => uid)).size).toBe(rules.length);
    expect(rules).toHaveLength(5);
  });

  it('links alerts only to dashboards that exist', () => {
    const known = new Set(DASHBOARDS.map(([, { uid }]) => uid));
    const linked = rules.map(({ annotations }) => /\/?d\/([a-z-]+)/.exec(annotations.dashboard!)?.[1]);
    expect(linked.filter((uid) => !known.has(uid!))).toEqual([]);
  });

  it('puts dashboards and rules into one folder, from the plugin', () => {
    const { providers } = parse(read('provisioning/dashboards/sglang-nightly.yaml')) as {
      providers: Array<{ folder: string; options: { path: string } }>;
    };
    expect(providers.map(({ folder }) => folder)).toEqual(alerting.groups.map(({ folder }) => folder));
    expect(read('Dockerfile')).toContain(
      `COPY --from=plugin /src/dist ${providers[0]!.options.path.replace('/dashboards', '')}`
    );
    expect(read('docker-compose.yaml')).toContain(`${providers[0]!.options.path}/overview.json`);
  });
});
