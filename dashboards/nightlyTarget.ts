import type * as cog from '@grafana/grafana-foundation-sdk/cog';

import { type NightlyQuery } from '../src/hosts/grafana/types';

/** The data source of every panel and variable: whichever the dashboard's first variable chooses. */
export const DATASOURCE = { type: 'sglang-nightly-datasource', uid: '${datasource}' };

/** The second data source of a dashboard that holds two against each other, and that of a panel that asks several. */
export const OTHER_DATASOURCE = { type: 'sglang-nightly-datasource', uid: '${other}' };
export const MIXED_DATASOURCE = { type: 'datasource', uid: '-- Mixed --' };

/** A query as dashboards save it: see the query contract in docs/queries.md. */
export type TargetOptions = Partial<NightlyQuery> & Required<Pick<NightlyQuery, 'kind'>>;

/** Builds a query of our data source for the SDK's panels. */
export class NightlyTarget implements cog.Builder<cog.Dataquery> {
  constructor(
    private readonly options: TargetOptions,
    private readonly datasource = DATASOURCE
  ) {}

  build(): cog.Dataquery {
    const { refId = 'A', metrics = [], filter = {}, ...rest } = this.options;
    const target = { refId, datasource: this.datasource, metrics, filter, ...rest };
    return { ...target, _implementsDataqueryVariant: undefined } as unknown as cog.Dataquery;
  }
}
