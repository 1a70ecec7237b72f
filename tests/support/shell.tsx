import { type DataSourceInstanceSettings } from '@grafana/data';

import { DataSource, type Services } from '../../src/hosts/grafana/datasource';
import { demoCommits } from '../../src/sources/demo/demoCommits';
import { demoSource } from '../../src/sources/demo/demoSource';
import { type RunSource } from '../../src/sources/runSource';
import { type NightlyOptions } from '../../src/hosts/grafana/types';
import { serviceInTests } from './serviceInTests';

/** When the tests of the shell take place. */
export const NOW = Date.UTC(2026, 9, 20, 12);

/** Values of template variables: several, or All. */
export type Variables = Readonly<Record<string, readonly string[] | 'All'>>;

/** Behaves as Grafana's template service: All gives every option to a formatting function, and its text is `All`. */
export function templates(variables: Variables, options: readonly string[] = ['a', 'b']): Services['templates'] {
  return {
    getVariables: () =>
      Object.keys(variables).map((name) => ({ name })) as ReturnType<Services['templates']['getVariables']>,
    replace: (text = '', scopedVars, format) =>
      text.replace(
        /\$\{(\w+)(?::(\w+))?\}|\$(\w+)/g,
        (whole: string, braced?: string, modifier?: string, plain?: string) => {
          const name = braced ?? plain ?? '';
          const scoped: unknown = scopedVars?.[name]?.value;
          const value = scoped ?? variables[name];
          if (value === undefined) {
            return whole;
          }
          if (modifier === 'text') {
            return String(value);
          }
          const values = value === 'All' ? options : value;
          const list = [values].flat();
          // A format in the text goes before the one that is handed over.
          if (modifier) {
            return list.join(',');
          }
          const glob = list.length === 1 ? String(list[0]) : `{${list.join(',')}}`;
          return typeof format === 'function' ? String(format(values, {}, () => '')) : glob;
        }
      ),
  };
}

/** Returns a data source on the demo, as Grafana makes one. */
export function demoDataSource(variables: Variables = {}, services: Partial<Services> = {}): DataSource {
  return dataSourceOn(demoSource({ end: () => NOW }), variables, services);
}

/** Returns a data source on the runs of a source. */
export function dataSourceOn(runs: RunSource, variables: Variables = {}, services: Partial<Services> = {}): DataSource {
  const options = {
    now: () => NOW,
    repositoryUrl: 'https://demo.invalid/sglang',
    notice: 'Demo',
    commits: demoCommits(() => NOW),
  };
  const { service } = serviceInTests(runs, options);
  return new DataSource({ jsonData: { source: 'demo' }, url: '/proxy' } as DataSourceInstanceSettings<NightlyOptions>, {
    templates: templates(variables),
    now: () => NOW,
    connect: () => Promise.resolve(service),
    ...services,
  });
}
