import {
  type AdHocVariableFilter,
  type AnnotationSupport,
  CoreApp,
  type DataFrame,
  type DataQueryRequest,
  type DataQueryResponse,
  type DataSourceGetTagKeysOptions,
  type DataSourceGetTagValuesOptions,
  type DataSourceInstanceSettings,
  LoadingState,
  type MetricFindValue,
  type ScopedVars,
  type TimeRange,
} from '@grafana/data';
import { DataSourceWithBackend, getBackendSrv, getTemplateSrv, type TemplateSrv } from '@grafana/runtime';
import { Observable, of } from 'rxjs';

import { type NightlyDataSource, type OfferedRequest } from './editors/nightlyDataSource';
import {
  ATTRIBUTES,
  type AttributeId,
  attributeOf,
  type AttributeValues,
  type Filter,
  findAttribute,
  findMetric,
  MS_PER_DAY,
  type QueryKindId,
  type QueryResponse,
  queryKindOf,
} from '../../core';
import { annotationSupport } from './annotationSupport';
import { type Health } from '../../backend/health';
import { choicesOf, interpolateFilter, interpolateText, interpolateValues, nightsOf, withAdHoc } from './interpolate';
import { VariableSupport } from './variableSupport';
import { type NightService } from '../../backend/nightService';
import { type RunWindow } from '../../sources/runSource';
import { type NightlyOptions, type NightlyQuery } from './types';

/** What the data source needs of Grafana. */
export interface Services {
  readonly templates: Pick<TemplateSrv, 'replace' | 'getVariables'>;
  readonly now: () => number;
  readonly connect: (settings: DataSourceInstanceSettings<NightlyOptions>) => Promise<NightService>;
}

/** Kinds that say of nights what is wrong: of a part of them they would say something else. */
const JUDGING: ReadonlySet<string> = new Set<QueryKindId>(['changes', 'compare', 'releases']);
/** Whose answers are read as tables. */
const TABULAR: ReadonlySet<string> = new Set([...JUDGING, 'runs']);
const grafanaServices = (): Services => ({
  templates: getTemplateSrv(),
  now: Date.now,
  connect: async ({ jsonData, url = '', uid, meta }) => {
    const { createService } = await import('./createService');
    const { backendHttp } = await import('./backendHttp');
    return createService(jsonData, {
      http: backendHttp(getBackendSrv()),
      proxyUrl: url,
      ...(meta.backend && { resourcesUrl: `/api/datasources/uid/${uid}/resources` }),
      now: Date.now,
    });
  },
});

/**
 * The data source in Grafana: asks who answers, and hands on frames. New settings make a new one. Where the plugin has a
 * server part, that answers; the panels ask it for resources, Grafana's server asks it for alert rules and expressions.
 */
export class DataSource extends DataSourceWithBackend<NightlyQuery, NightlyOptions> implements NightlyDataSource {
  override readonly annotations: AnnotationSupport<NightlyQuery> = annotationSupport;
  private connecting?: Promise<NightService>;

  constructor(
    private readonly settings: DataSourceInstanceSettings<NightlyOptions>,
    private readonly services: Services = grafanaServices()
  ) {
    super(settings);
    this.variables = new VariableSupport(this);
  }

  override getDefaultQuery(): Partial<NightlyQuery> {
    const { id, metrics } = queryKindOf();
    return { kind: id, metrics };
  }

  /** A query without a metric asks nothing, unless its kind has none or means all of them. */
  override filterQuery(query: NightlyQuery | undefined): boolean {
    // A public dashboard asks without its queries: Grafana's server knows them.
    if (!query) {
      return true;
    }
    const { hide, kind, metrics } = query;
    const first = queryKindOf(kind).metrics;
    return !hide && (!first?.length || metrics === undefined || metrics.length > 0);
  }

  override getQueryDisplayText({ kind, metrics, filter = {} }: NightlyQuery): string {
    const { label, metrics: first } = queryKindOf(kind);
    const named = first && (metrics ?? first).map((id) => findMetric(id)?.label ?? id).join(', ');
    const conditions = Object.entries(filter).flatMap(([id, values]) =>
      values?.length ? [`${attributeOf(id as AttributeId).label} ${values.join('|')}`] : []
    );
    return [`${label}${named ? ` of ${named}` : ''}`, ...conditions].join(', ');
  }

  override query({
    targets,
    scopedVars,
    range,
    filters,
    requestId,
    app,
    panelPluginId,
  }: DataQueryRequest<NightlyQuery>): Observable<DataQueryResponse> {
    const asked = targets.filter((target) => this.filterQuery(target));
    if (asked.length === 0) {
      return of({ data: [] });
    }
    return new Observable((subscriber) => {
      const controller = new AbortController();
      const { signal } = controller;
      const emit = (data: DataFrame[], state: LoadingState) => subscriber.next({ data, key: requestId, state });
      const answer = async () => {
        const { toNightQuery } = await import('./toNightQuery');
        const queries = asked.map((target) => toNightQuery(target, scopedVars, this.services.templates, filters));
        const [service, { shown }, { inWords, orNothing, toDataFrames }] = await Promise.all([
          this.service(),
          import('../../backend/answer'),
          import('./toDataFrames'),
        ]);
        // Grafana draws nothing of a first answer that is loading. What was measured is streamed; what judges it says why it waits,
        // where it is read: elsewhere a row of words would be counted.
        const judges = queries.some(({ kind }) => JUDGING.has(kind));
        const isRead = panelPluginId === 'table' || app === CoreApp.Explore;
        const window = windowOf(range);
        const onPartial = (partial: QueryResponse) => {
          const frames = toDataFrames(partial);
          const said = !judges ? frames : isRead ? inWords(frames, window) : [];
          const isShown = said.some(({ length }) => length > 0);
          emit(isShown ? said : frames, isShown ? LoadingState.Streaming : LoadingState.Loading);
        };
        // Frames carry the notices that say what is missing.
        const found = toDataFrames(shown(await service.query({ ...window, queries }, { signal, onPartial })));
        emit(queries.every(({ kind }) => TABULAR.has(kind)) ? orNothing(found) : found, LoadingState.Done);
      };
      answer().then(
        () => subscriber.complete(),
        (error: unknown) => !signal.aborted && subscriber.error(error)
      );
      return () => controller.abort();
    });
  }

  override async testDatasource(): Promise<Health> {
    const { checkedHealth } = await import('./checkedHealth');
    const server = this.settings.meta?.backend && (() => this.callHealthCheck());
    return checkedHealth(server || (() => this.service()), this.services.now());
  }

  override interpolateVariablesInQueries(
    queries: NightlyQuery[],
    scopedVars: ScopedVars,
    filters: AdHocVariableFilter[] = []
  ): NightlyQuery[] {
    const { templates } = this.services;
    return queries.map((query) => {
      const metrics = query.metrics && interpolateValues(query.metrics, scopedVars, templates);
      const filter = interpolateFilter(query.filter ?? {}, scopedVars, templates);
      return {
        ...query,
        ...nightsOf(query, scopedVars, templates),
        ...choicesOf(query, scopedVars, templates),
        ...(query.metrics && { metrics: (metrics ?? []).flatMap((id) => findMetric(id)?.id ?? []) }),
        ...(query.legend && { legend: interpolateText(query.legend, scopedVars, templates) }),
        ...withAdHoc(query, filter, filters),
      };
    });
  }

  override getTagKeys(_?: DataSourceGetTagKeysOptions<NightlyQuery>): Promise<MetricFindValue[]> {
    return Promise.resolve(ATTRIBUTES.map(({ name }) => ({ text: name, value: name })));
  }

  override async getTagValues({
    key,
    timeRange,
  }: DataSourceGetTagValuesOptions<NightlyQuery>): Promise<MetricFindValue[]> {
    const attribute = findAttribute(key);
    if (!attribute) {
      return [];
    }
    const values = await this.values({ filter: {}, attributes: [attribute.id] }, timeRange);
    return (values[attribute.id] ?? []).map((text) => ({ text, value: text }));
  }

  /** In a range of at least a week, or the last 90 days: a new dashboard shows six hours, which seldom hold a night. */
  async values(request: OfferedRequest, range?: TimeRange, scopedVars: ScopedVars = {}): Promise<AttributeValues> {
    const { shown } = await import('../../backend/answer');
    const service = await this.service();
    const filter = interpolateFilter(request.filter, scopedVars, this.services.templates);
    return shown(await service.values({ ...request, filter, ...this.offeredNights(range) }));
  }

  async nights(filter: Filter, range?: TimeRange, scopedVars: ScopedVars = {}): Promise<MetricFindValue[]> {
    const { toNightQuery } = await import('./toNightQuery');
    const query = toNightQuery({ refId: 'A', kind: 'runs', filter }, scopedVars, this.services.templates);
    const { shown } = await import('../../backend/answer');
    const service = await this.service();
    const response = shown(await service.query({ ...this.offeredNights(range), queries: [query] }));
    const { nightOptions } = await import('./nightOptions');
    return nightOptions(response);
  }

  variableNames(): string[] {
    return this.services.templates.getVariables().map(({ name }) => `$${name}`);
  }

  private offeredNights(range?: TimeRange): RunWindow {
    const now = this.services.now();
    const { from, to } = range ? windowOf(range) : { from: now - 90 * MS_PER_DAY, to: now };
    return { from: Math.min(from, to - 7 * MS_PER_DAY), to };
  }

  /** A failure is not kept: the next question tries again. */
  private service(): Promise<NightService> {
    this.connecting ??= this.services.connect(this.settings).catch((error: unknown) => {
      this.connecting = undefined;
      throw error;
    });
    return this.connecting;
  }
}

function windowOf({ from, to }: TimeRange): RunWindow {
  return { from: from.valueOf(), to: to.valueOf() };
}
