import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type AnnotationQuery, type DataFrame, type DataQueryRequest, dateTime, type TimeRange } from '@grafana/data';
import { lastValueFrom } from 'rxjs';

import { type DataSource } from './datasource';
import { type VariableSupport } from './variableSupport';
import { demoSource } from '../../sources/demo/demoSource';
import { type RunSource } from '../../sources/runSource';
import { dataSourceOn, NOW } from '../../../tests/support/shell';
import { type NightlyQuery, type NightlyVariableQuery } from './types';

const MS_A_DAY = 24 * 60 * 60 * 1000;
const RANGE = { from: dateTime(NOW - 60 * MS_A_DAY), to: dateTime(NOW) } as TimeRange;
const FOLDER = join(__dirname, '../../dashboards');
const NAMES = readdirSync(FOLDER);

interface Panel {
  readonly title: string;
  readonly targets?: readonly NightlyQuery[];
}

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly multi?: boolean;
  readonly query: NightlyVariableQuery;
  readonly current?: { readonly value: string };
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
  readonly annotations?: { readonly list?: ReadonlyArray<AnnotationQuery<NightlyQuery>> };
}

const demo = demoSource({ end: () => NOW });

/** The newest night of the demo alone. */
const oneNight: RunSource = {
  async load(window) {
    const { records } = await demo.load(window);
    return { records: records.slice(0, 1), failures: [] };
  },
};

const noNight: RunSource = { load: () => Promise.resolve({ records: [], failures: [] }) };

function read(name: string): Dashboard {
  return JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Dashboard;
}

/** Chooses what Grafana would choose first, in the order of the variables; returns what each query variable offers. */
async function chooseVariables(datasource: DataSource, { templating }: Dashboard) {
  const offered = new Map<string, string[]>();
  for (const { name, type, query, multi, current } of templating.list) {
    if (type === 'query') {
      const request = {
        targets: [query],
        range: RANGE,
        scopedVars: {},
      } as unknown as DataQueryRequest<NightlyVariableQuery>;
      const { data } = await lastValueFrom((datasource.variables as VariableSupport).query(request));
      offered.set(
        name,
        (data as Array<{ value: string }>).map(({ value }) => value)
      );
    }
    const first = current?.value ?? offered.get(name)?.[0];
    variables[name] = multi ? 'All' : first === undefined ? [] : [first];
  }
  return offered;
}

function ask(datasource: DataSource, targets: readonly NightlyQuery[]): Promise<{ data: DataFrame[] }> {
  const request = {
    requestId: 'Q',
    range: RANGE,
    scopedVars: {},
    targets,
  } as unknown as DataQueryRequest<NightlyQuery>;
  return lastValueFrom(datasource.query(request)) as Promise<{ data: DataFrame[] }>;
}

/** Returns the rows that each panel gets, by its title. */
async function rowsOf(datasource: DataSource, { panels }: Dashboard): Promise<Array<readonly [string, number]>> {
  const asking = panels.filter(({ targets }) => targets);
  return Promise.all(
    asking.map(async ({ title, targets }) => {
      const { data } = await ask(datasource, targets!);
      return [title, data.reduce((sum, frame) => sum + frame.length, 0)] as const;
    })
  );
}

const known = new Map<RunSource, DataSource>();
const variables: Record<string, string[] | 'All'> = {};

/** One data source for all dashboards, as in Grafana; each test chooses its own variables. */
function on(runs: RunSource): DataSource {
  Object.keys(variables).forEach((name) => delete variables[name]);
  const datasource = known.get(runs) ?? dataSourceOn(runs, variables);
  known.set(runs, datasource);
  return datasource;
}

describe.each(NAMES)('%s', (name) => {
  const dashboard = read(name);

  it('offers something for each variable and fills each panel on the demo', async () => {
    const datasource = on(demo);
    const offered = await chooseVariables(datasource, dashboard);
    expect([...offered].filter(([, values]) => values.length === 0)).toEqual([]);
    const rows = await rowsOf(datasource, dashboard);
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.filter(([, count]) => count === 0)).toEqual([]);
  }, 60_000);

  it('shows the measurements of a single night, and says what is missing for the rest', async () => {
    const datasource = on(oneNight);
    await chooseVariables(datasource, dashboard);
    const kinds = new Set(['trend', 'latest', 'runs']);
    const measured = {
      ...dashboard,
      panels: dashboard.panels.filter(({ targets }) => kinds.has(targets?.[0]?.kind ?? '')),
    };
    const empty = (await rowsOf(datasource, measured)).filter(([, count]) => count === 0);
    // A model of the first night may have no speculative variant, and so no acceptance length.
    expect(empty.length).toBeLessThanOrEqual(name === 'trends.json' ? 1 : 0);
    await rowsOf(datasource, dashboard);
  }, 60_000);

  it('fails nowhere without any night', async () => {
    const datasource = on(noNight);
    await chooseVariables(datasource, dashboard);
    const rows = await rowsOf(datasource, dashboard);
    expect(rows.every(([, count]) => count === 0)).toBe(true);
  });

  it('turns each of its annotation queries into events on the demo', async () => {
    const datasource = on(demo);
    await chooseVariables(datasource, dashboard);
    // The demo holds changes of this model, of a case, and of the multi-node model.
    if (name !== 'multinode.json') {
      variables.model = ['deepseek-ai/DeepSeek-V3.2'];
    }
    for (const annotation of dashboard.annotations?.list ?? []) {
      const { target } = datasource.annotations.prepareAnnotation!(annotation) as { target: NightlyQuery };
      const { data } = await ask(datasource, [target]);
      const events = await lastValueFrom(datasource.annotations.processEvents!(annotation, data));
      expect([annotation.name, events!.length > 0]).toEqual([annotation.name, true]);
    }
  }, 60_000);
});
