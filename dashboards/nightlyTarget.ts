import type * as cog from '@grafana/grafana-foundation-sdk/cog';

import { type NightlyQuery } from '../src/types';

/** The data source of every panel and variable: whichever the dashboard's first variable chooses. */
export const DATASOURCE = { type: 'sglang-nightly-datasource', uid: '${datasource}' };

/** A query as dashboards save it: see the query contract in docs/queries.md. */
export type TargetOptions = Partial<NightlyQuery> & Required<Pick<NightlyQuery, 'kind'>>;

/** Builds a query of our data source for the SDK's panels. */
export class NightlyTarget implements cog.Builder<cog.Dataquery> {
  constructor(private readonly options: TargetOptions) {}

  build(): cog.Dataquery {
    const { refId = 'A', metrics = [], filter = {}, ...rest } = this.options;
    const target = { refId, datasource: DATASOURCE, metrics, filter, ...rest };
    return { ...target, _implementsDataqueryVariant: undefined } as unknown as cog.Dataquery;
  }
}
