/**
 * Grafana's own rules say which columns a pattern means, and its libraries need a window.
 *
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node"]}
 */
import { stringToJsRegex } from '@grafana/data';
import { parse } from 'valibot';

import {
  buildNightTable,
  type Changes,
  type DataFrameJson,
  Detection,
  nightQuerySchema,
  type NightTable,
  queryResponse,
  readNight,
  type SavedQuery,
} from '../src/core';
import { CommitRanges } from '../src/backend/commitRanges';
import { demoCommits } from '../src/sources/demo/demoCommits';
import { demoSource } from '../src/sources/demo/demoSource';
import { ALL_RUNS } from '../src/sources/runSource';
import { generatedFiles } from './generatedFiles';

/** What a window of 1,366 pixels has for panels while Grafana's menu is docked, and what a panel keeps for its edges. */
const [PAGE_WIDTH, EDGES] = [1034, 16];
/** What a telephone of 420 pixels has for them. */
const TELEPHONE_WIDTH = 388;
const COLUMNS = 24;
/** A heading over numbers stands at the right, behind what sorts it. */
const SORTS = 12;
/** Of a character in Grafana's cells and headings, of a cell's padding, and of what opens the filter beside a heading. */
const [CHARACTER, HEADING, PADDING, FILTER] = [7.1, 7.25, 14, 24];
const NOW = Date.UTC(2026, 10, 20, 12);

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly w: number };
  readonly panels?: readonly Panel[];
  readonly targets: readonly [SavedQuery];
  readonly transformations?: ReadonlyArray<{ readonly id: string }>;
  readonly fieldConfig: {
    readonly defaults: { readonly custom: { readonly filterable: boolean } };
    readonly overrides: ReadonlyArray<{
      readonly matcher: { readonly id: string; readonly options: string };
      readonly properties: ReadonlyArray<{ readonly id: string; readonly value: unknown }>;
    }>;
  };
}

let nights: NightTable;
let findings: Changes;
const commits = new CommitRanges({ source: demoCommits(() => NOW), now: () => NOW, log: () => undefined });

beforeAll(async () => {
  const { records } = await demoSource({ end: () => NOW, nights: 45 }).load(ALL_RUNS);
  nights = buildNightTable(records.flatMap((record) => readNight(record).night ?? []));
  findings = new Detection().changesNow(nights, { now: NOW });
  await commits.look(findings, nights);
});

const TABLES = Object.entries(generatedFiles())
  .filter(([path]) => path.endsWith('.json'))
  .flatMap(([path, text]) => {
    const { panels } = JSON.parse(text) as { panels: readonly Panel[] };
    return panels
      .flatMap((panel) => [panel, ...(panel.panels ?? [])])
      .filter(
        ({ type, transformations = [] }) =>
          type === 'table' && !transformations.some(({ id }) => id === 'groupingToMatrix')
      )
      .map((panel) => [`${path.replace('src/dashboards/', '')}: ${panel.title}`, panel] as const);
  });

/** What the panel asks, with all that its variables may be. */
function frameOf({ targets: [target] }: Panel): DataFrameJson {
  const chosen = JSON.parse(
    JSON.stringify({ ...target, metrics: target.metrics?.filter((id) => !id.startsWith('$')), filter: {} })
      .replaceAll('"$a"', '"days:10"')
      .replaceAll('"$b"', '"latest"')
  ) as SavedQuery;
  const request = { from: NOW - 30 * 86_400_000, to: NOW, queries: [parse(nightQuerySchema, chosen)] };
  const { results } = queryResponse(nights, request, {
    now: NOW,
    repositoryUrl: 'https://x.example/a/b',
    notices: [],
    findings,
    commitsBetween: commits.between,
  });
  return Object.values(results)[0]!.frames[0]!;
}

function columnsOf(panel: Panel) {
  const { schema, data } = frameOf(panel);
  return schema.fields.flatMap(({ name, type, config }, index) => {
    const heading = String(config.displayNameFromDS ?? name);
    const properties = Object.fromEntries(
      panel.fieldConfig.overrides
        .filter(({ matcher: { id, options } }) =>
          id === 'byRegexp' ? stringToJsRegex(options).test(heading) : options === heading
        )
        .flatMap((override) => override.properties.map((property) => [property.id, property.value]))
    );
    const isHidden =
      properties['custom.hidden'] === true || (config.custom as { hidden?: boolean } | undefined)?.hidden;
    const longest =
      type === 'string' ? Math.max(0, ...data.values[index]!.map((text) => String(text ?? '').length)) : 0;
    return isHidden ? [] : [{ heading, properties, longest, isNumber: type === 'number' }];
  });
}

/** The columns that answer what a table is asked. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  'What changed': ['Status', 'What'],
  Incidents: ['Status', 'What'],
  Suspects: ['Incident', 'Commit'],
  Open: ['State', 'What'],
  'Other changes': ['State', 'What'],
  'State of every series': ['State', 'Name', 'Metric'],
  'Biggest movers': ['Verdict', 'Change of level', 'Name'],
  'Every series': ['Verdict', 'Change of level', 'Name'],
  Releases: ['Release', 'Model', 'Mean change'],
  Fleet: ['GPU configuration', 'State', 'Summary'],
  Runs: ['Date', 'Run', 'Commit'],
  'One GPU configuration against another': ['Name', 'Ratio'],
  'Gain of speculative decoding': ['Name', 'Ratio'],
  'diffusion.json: Latest': ['Name', 'End-to-end time'],
  'multinode.json: Latest': ['Topology', 'Concurrency', 'Throughput per GPU'],
  // The last two are computed by the panel itself.
  'Other source against the current level': ['Name'],
};

describe.each(TABLES)('%s', (name, panel) => {
  it('shows columns whose widths are chosen, and that fit side by side', () => {
    const columns = columnsOf(panel);
    const widths = columns.map(({ properties }) => Number(properties['custom.width'] ?? properties['custom.minWidth']));
    expect(columns.length).toBeGreaterThan(1);
    expect(columns.filter((_column, at) => !(widths[at]! > 0)).map(({ heading }) => heading)).toEqual([]);
    const [fixed, least] = ['custom.width', 'custom.minWidth'].map((id) =>
      columns.flatMap(({ properties }) => (properties[id] === undefined ? [] : [Number(properties[id])]))
    ) as [number[], number[]];
    // Columns without a width of their own get equal shares of what is left, but at least what they ask for.
    const left = (PAGE_WIDTH * panel.gridPos.w) / COLUMNS - EDGES - fixed.reduce((sum, width) => sum + width, 0);
    expect(Math.max(0, ...least) * least.length).toBeLessThanOrEqual(left);
  });

  it('has what it is asked first, where a telephone shows it', () => {
    const answer = ANSWERS[name] ?? ANSWERS[panel.title]!;
    const first = columnsOf(panel).slice(0, answer.length);
    expect(first.map(({ heading }) => heading)).toEqual(answer);
    const widths = first.map(({ properties }) => Number(properties['custom.width'] ?? properties['custom.minWidth']));
    expect(widths.reduce((sum, width) => sum + width, 0)).toBeLessThanOrEqual(TELEPHONE_WIDTH - EDGES);
  });

  it('cuts no text that does not wrap, and no heading', () => {
    const filter = panel.fieldConfig.defaults.custom.filterable ? FILTER : 0;
    const cut = columnsOf(panel).filter(({ heading, properties, longest, isNumber }) => {
      const width = Number(properties['custom.width'] ?? properties['custom.minWidth']);
      const [wraps, wrapsHeading] = ['custom.wrapText', 'custom.wrapHeaderText'].map((id) => properties[id] === true);
      const word = Math.max(...heading.split(' ').map(({ length }) => length));
      const least = Math.max(
        wraps ? 0 : longest * CHARACTER,
        (wrapsHeading ? word : heading.length) * HEADING + filter + (isNumber ? SORTS : 0)
      );
      return least + PADDING > width;
    });
    expect(cut.map(({ heading, longest }) => `${heading}: ${longest}`)).toEqual([]);
  });
});
