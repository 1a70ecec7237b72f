import { type DataSourceApi, type MetricFindValue, type ScopedVars, type TimeRange } from '@grafana/data';

import { type AttributeId, type AttributeValues, type Filter } from '../../../core';
import { type NightlyOptions, type NightlyQuery } from '../types';

/** What values are asked of: all attributes where none is named. */
export interface OfferedRequest {
  readonly filter: Filter;
  readonly attributes?: readonly AttributeId[];
}

/** What editors and variables need of the data source. */
export interface NightlyDataSource extends DataSourceApi<NightlyQuery, NightlyOptions> {
  /** Returns the values of attributes under a filter whose variables are replaced. */
  values(request: OfferedRequest, range?: TimeRange, scopedVars?: ScopedVars): Promise<AttributeValues>;
  /** Returns the nights to choose from, with values that a choice of kind `text` reads. */
  nights(filter: Filter, range?: TimeRange, scopedVars?: ScopedVars): Promise<MetricFindValue[]>;
  /** Names of the template variables, as they are written in a query. */
  variableNames(): string[];
}
