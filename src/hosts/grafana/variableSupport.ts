import {
  CustomVariableSupport,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceApi,
  type QueryEditorProps,
} from '@grafana/data';
import { type DataQuery } from '@grafana/schema';
import { type ComponentType } from 'react';
import { from, map, type Observable } from 'rxjs';

import { VariableQueryEditor } from './editors/editors';
import { type NightlyDataSource } from './editors/nightlyDataSource';
import { type NightlyOptions, type NightlyQuery, type NightlyVariableQuery } from './types';

type Api = DataSourceApi<NightlyQuery, NightlyOptions>;
type Editor = ComponentType<QueryEditorProps<Api, NightlyQuery, NightlyOptions, NightlyVariableQuery>>;

/** Grafana asks nothing for a variable without a query: what its editor shows at first must be one. */
const NEW_VARIABLE: NightlyVariableQuery = { refId: 'NightlyVariable', kind: 'values', attribute: 'model' };

/** Lists the values of an attribute, or nights, for template variables, under the variables before it. */
export class VariableSupport extends CustomVariableSupport<Api, NightlyVariableQuery, NightlyQuery, NightlyOptions> {
  /** Grafana types it for any data source, and gives it ours. */
  override readonly editor = VariableQueryEditor as Editor;

  constructor(private readonly datasource: NightlyDataSource) {
    super();
  }

  /** Grafana types it as a panel's query. */
  override getDefaultQuery(): DataQuery {
    return NEW_VARIABLE;
  }

  override query({
    targets,
    range,
    scopedVars,
  }: DataQueryRequest<NightlyVariableQuery>): Observable<DataQueryResponse> {
    const [target] = targets;
    if (target?.kind === 'nights') {
      return from(this.datasource.nights(target.filter ?? {}, range, scopedVars)).pipe(map((data) => ({ data })));
    }
    const attribute = target?.attribute ?? 'model';
    return from(
      this.datasource.values({ filter: target?.filter ?? {}, attributes: [attribute] }, range, scopedVars)
    ).pipe(map((values) => ({ data: (values[attribute] ?? []).map((text) => ({ text, value: text })) })));
  }
}
