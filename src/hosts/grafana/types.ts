import { type DataSourceJsonData } from '@grafana/data';
import { type DataQuery } from '@grafana/schema';

import { type AttributeId, type Filter, type MetricId, type Preset, type SavedQuery } from '../../core';
import { type SettingName, type SourceKind } from '../../sources/registry';
import { type Given } from '../../sources/source';

/** Settings of the data source, as saved and provisioned: those of its source, and what all have. The proxy's routes read addresses. */
export interface NightlyOptions extends DataSourceJsonData, Given<SettingName> {
  /** Where the nights come from; GitHub if left out. */
  readonly source?: SourceKind;
  /** Whether a token for the collector is stored. */
  readonly collectorWithToken?: boolean;
  /** How long loaded runs are good, in minutes. */
  readonly cacheMinutes?: number;
  /** How many days back Grafana's server asks the source; 90 of GitHub, which keeps no more, and all that there is elsewhere if left out. */
  readonly days?: number;
  /** How many days Grafana's server keeps nights; for good if left out. */
  readonly keepDays?: number;
  /** How sensitive detection in Grafana's server is: low, normal or high. */
  readonly preset?: Preset;
  /** The smallest change that Grafana's server reports, in %. */
  readonly smallestChange?: number;
  /** How many MB the program in Grafana's server may use; 512 if left out. */
  readonly memoryMegabytes?: number;
  /** Acknowledgements as YAML; read where the plugin has a server part that keeps the nights. */
  readonly acknowledgements?: string;
  /** What was renamed, as YAML: below each label, the name that was given up and the present one. */
  readonly aliases?: string;
  /** Runs that are taken out, as YAML: a list of `run` with a `reason`, or their numbers between commas. */
  readonly invalidRuns?: string;
}

/** Settings that never come back to the browser. */
export interface NightlySecrets {
  /** One of the collector's tokens (SGLANG_NIGHTLY_AUTH_TOKEN). */
  readonly collectorToken?: string;
  /** A fine-grained token with "Actions: read" on the repository. */
  readonly githubToken?: string;
  /** The whole value of the header that goes to a published file. */
  readonly metricsSecret?: string;
}

/** A template variable, as it is written in a query. */
type VariableName = `$${string}`;

/** A query as dashboards save it: what the core declares, where metrics may be template variables too. */
export interface NightlyQuery extends DataQuery, Omit<SavedQuery, 'refId' | 'metrics'> {
  readonly metrics?: ReadonlyArray<MetricId | VariableName>;
}

/**
 * Lists the values of an attribute, or nights to choose from. Its `kind` is always stored: Grafana fills in a query
 * without fields of its own.
 */
export interface NightlyVariableQuery extends DataQuery {
  readonly kind: 'values' | 'nights';
  readonly attribute?: AttributeId;
  readonly filter?: Filter;
}

export const DEFAULT_CACHE_MINUTES = 5;
