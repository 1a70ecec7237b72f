import {
  type AdHocVariableFilter,
  type AnnotationSupport,
  type DataQueryRequest,
  type DataQueryResponse,
  DataSourceApi,
  type DataSourceGetTagKeysOptions,
  type DataSourceGetTagValuesOptions,
  type DataSourceInstanceSettings,
  LoadingState,
  type MetricFindValue,
  type ScopedVars,
  type TimeRange,
} from '@grafana/data';
import { getBackendSrv, getTemplateSrv, type TemplateSrv } from '@grafana/runtime';
import { Observable, of } from 'rxjs';

import { ATTRIBUTES, type AttributeId, attributeOf, type Filter, findMetric } from './core';
import { annotationSupport } from './grafana/annotationSupport';
import { backendHttp } from './grafana/backendHttp';
import { type Health, healthOf, healthOfError } from './grafana/checkHealth';
import { createAnswers } from './grafana/createAnswers';
import { adHocMatchers, interpolateFilter } from './grafana/interpolate';
import { nightOptions } from './grafana/nightOptions';
import { toDataFrames } from './grafana/toDataFrames';
import { toNightQuery } from './grafana/toNightQuery';
import { VariableSupport } from './grafana/variableSupport';
import { type Answers } from './sources/answers';
import { type RunWindow } from './sources/runSource';
import { DEFAULT_QUERY, type NightlyOptions, type NightlyQuery } from './types';

/** What the data source needs of Grafana. */
export interface Services {
  readonly templates: Pick<TemplateSrv, 'replace' | 'getVariables'>;
  readonly now: () => number;
  readonly answers: (options: NightlyOptions, proxyUrl: string) => Promise<Answers>;
}

const MS_A_DAY = 24 * 60 * 60 * 1000;
const CHECKED_DAYS = 30;

const grafanaServices = (): Services => ({
  templates: getTemplateSrv(),
  now: Date.now,
  answers: (options, proxyUrl) =>
    createAnswers(options, { http: backendHttp(getBackendSrv()), proxyUrl, now: Date.now }),
});

/** The data source in Grafana: asks who answers, and hands on frames. New settings make a new one. */
export class DataSource extends DataSourceApi<NightlyQuery, NightlyOptions> {
  override readonly annotations: AnnotationSupport<NightlyQuery> = annotationSupport;
  private answering?: Promise<Answers>;

  constructor(
    private readonly settings: DataSourceInstanceSettings<NightlyOptions>,
    private readonly services: Services = grafanaServices()
  ) {
    super(settings);
    this.variables = new VariableSupport(this);
  }

  override getDefaultQuery(): Partial<NightlyQuery> {
    return DEFAULT_QUERY;
  }

  override filterQuery({ hide, kind, metrics }: NightlyQuery): boolean {
    return !hide && (kind === 'runs' || kind === 'changes' || metrics === undefined || metrics.length > 0);
  }

  override getQueryDisplayText({
    kind = DEFAULT_QUERY.kind,
    metrics = DEFAULT_QUERY.metrics,
    filter = {},
  }: NightlyQuery): string {
    const labels = metrics.map((id) => findMetric(id)?.label ?? id).join(', ');
    const what = kind === 'runs' || labels === '' ? '' : ` of ${labels}`;
    const conditions = Object.entries(filter).filter(([, values]) => values?.length);
    return `${kind}${what}${conditions.map(([id, values]) => `, ${attributeOf(id as AttributeId).label} ${values?.join('|')}`).join('')}`;
  }

  override query(request: DataQueryRequest<NightlyQuery>): Observable<DataQueryResponse> {
    const { targets, scopedVars, range, filters } = request;
    const queries = targets
      .filter((target) => this.filterQuery(target))
      .map((target) => toNightQuery(target, scopedVars, this.services.templates, filters));
    if (queries.length === 0) {
      return of({ data: [] });
    }
    return new Observable((subscriber) => {
      const controller = new AbortController();
      const emit = (response: Parameters<typeof toDataFrames>[0], state: LoadingState) =>
        subscriber.next({ data: toDataFrames(response), key: request.requestId, state });
      this.answers()
        .then((answers) =>
          answers.query(
            { ...windowOf(range), queries },
            { signal: controller.signal, onPartial: (partial) => emit(partial, LoadingState.Loading) }
          )
        )
        .then((response) => {
          emit(response, LoadingState.Done);
          subscriber.complete();
        })
        .catch((error: unknown) => {
          if (!controller.signal.aborted) {
            subscriber.error(error);
          }
        });
      return () => controller.abort();
    });
  }

  override async testDatasource(): Promise<Health> {
    try {
      const now = this.services.now();
      const answers = await this.answers();
      return healthOf(await answers.summary({ from: now - CHECKED_DAYS * MS_A_DAY, to: now }), CHECKED_DAYS, now);
    } catch (error) {
      return healthOfError(error);
    }
  }

  override interpolateVariablesInQueries(
    queries: NightlyQuery[],
    scopedVars: ScopedVars,
    filters: AdHocVariableFilter[] = []
  ): NightlyQuery[] {
    return queries.map((query) => {
      const { metrics, baseline, target, filter } = toNightQuery(query, scopedVars, this.services.templates);
      return {
        ...query,
        ...(query.metrics && { metrics }),
        ...(query.baseline && { baseline }),
        ...(query.target && { target }),
        filter: withAdHoc(filter, filters),
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
    const attribute = ATTRIBUTES.find(({ name }) => name === key);
    return attribute ? (await this.values(attribute.id, {}, timeRange)).map((text) => ({ text, value: text })) : [];
  }

  /**
   * Returns the values of an attribute under a filter whose variables are replaced, in a range of at least a week or
   * the last 90 days.
   */
  async values(
    attribute: AttributeId,
    filter: Filter,
    range?: TimeRange,
    scopedVars: ScopedVars = {}
  ): Promise<readonly string[]> {
    const answers = await this.answers();
    const replaced = interpolateFilter(filter, scopedVars, this.services.templates);
    return answers.values(attribute, replaced, this.offeredNights(range));
  }

  /** Returns the nights to choose from, with values that a choice of kind `text` reads. */
  async nights(filter: Filter, range?: TimeRange, scopedVars: ScopedVars = {}): Promise<MetricFindValue[]> {
    const query = toNightQuery({ refId: 'A', kind: 'runs', filter }, scopedVars, this.services.templates);
    const answers = await this.answers();
    return nightOptions(await answers.query({ ...this.offeredNights(range), queries: [query] }));
  }

  /** Names of the template variables, as they are written in a query. */
  variableNames(): string[] {
    return this.services.templates.getVariables().map(({ name }) => `$${name}`);
  }

  /** A new dashboard shows six hours, which seldom hold a night: then too there must be something to choose from. */
  private offeredNights(range?: TimeRange): RunWindow {
    const now = this.services.now();
    const { from, to } = range ? windowOf(range) : { from: now - 90 * MS_A_DAY, to: now };
    return { from: Math.min(from, to - 7 * MS_A_DAY), to };
  }

  /** A failure is not kept: the next question tries again. */
  private answers(): Promise<Answers> {
    this.answering ??= this.services
      .answers(this.settings.jsonData, this.settings.url ?? '')
      .catch((error: unknown) => {
        this.answering = undefined;
        throw error;
      });
    return this.answering;
  }
}

function windowOf({ from, to }: TimeRange): RunWindow {
  return { from: from.valueOf(), to: to.valueOf() };
}

/** Explore has no ad hoc filters: those that ask for equality become part of the query. */
function withAdHoc(filter: Filter, filters: readonly AdHocVariableFilter[]): Filter {
  const equal = adHocMatchers(filters).filter(({ operator }) => operator === '=' || operator === '=|');
  return equal.reduce<Filter>((merged, { attribute, values }) => ({ ...merged, [attribute]: values }), filter);
}
