import { type AdHocVariableFilter, type ScopedVars } from '@grafana/data';
import { parse } from 'valibot';

import {
  findMetric,
  METRICS,
  type MetricId,
  type NightQuery,
  nightQuerySchema,
  QUERY_OPTIONS,
  type SavedQuery,
} from '../../core';
import { type NightlyQuery } from './types';
import { adHocMatchers, interpolateFilter, interpolateText, interpolateValues, type Templates } from './interpolate';

/**
 * Returns a saved query as it is asked: with template variables replaced and defaults filled in.
 *
 * @throws Error where a metric or an ad hoc filter names what there is none of, ValiError where a saved field is wrong.
 */
export function toNightQuery(
  query: NightlyQuery,
  scopedVars: ScopedVars,
  templates: Templates,
  adHoc: readonly AdHocVariableFilter[] = []
): NightQuery {
  const saved: SavedQuery = {
    ...query,
    ...nightsOf(query, scopedVars, templates),
    ...choicesOf(query, scopedVars, templates),
    metrics: query.metrics && metricsOf(query.metrics, scopedVars, templates),
    filter: interpolateFilter(query.filter ?? {}, scopedVars, templates),
    ...(query.legend && { legend: interpolateText(query.legend, scopedVars, templates) }),
    matchers: [...(query.matchers ?? []), ...adHocMatchers(adHoc)],
  };
  return parse(nightQuerySchema, saved);
}

/** All means all metrics; a variable that is not set names none, which must not mean all of them. */
function metricsOf(
  metrics: NonNullable<NightlyQuery['metrics']>,
  scopedVars: ScopedVars,
  templates: Templates
): MetricId[] {
  const named = metrics.length === 0 ? undefined : interpolateValues(metrics, scopedVars, templates);
  const unknown = named?.length === 0 ? metrics : (named ?? []).filter((id) => !findMetric(id));
  if (unknown.length > 0) {
    throw new Error(`There is no metric ${unknown.join(', ')}. Choose from ${METRICS.map(({ id }) => id).join(', ')}.`);
  }
  return (named ?? []).flatMap((id) => findMetric(id)?.id ?? []);
}

/** Returns the nights that a query chooses, with their template variables replaced. */
export function nightsOf(query: NightlyQuery, scopedVars: ScopedVars, templates: Templates): Partial<SavedQuery> {
  const nights = Object.entries(QUERY_OPTIONS).filter(([, { field }]) => field.as === 'night');
  return Object.fromEntries(
    nights.flatMap(([name]) => {
      const choice = query[name as 'baseline' | 'target'];
      return choice ? [[name, { ...choice, value: choice.value && templates.replace(choice.value, scopedVars) }]] : [];
    })
  );
}

/** Returns the options that are one of several values and are chosen by a template variable. */
export function choicesOf(query: NightlyQuery, scopedVars: ScopedVars, templates: Templates): Partial<SavedQuery> {
  const choices = Object.entries(QUERY_OPTIONS).filter(([, { field }]) => field.as === 'choice');
  return Object.fromEntries(
    choices.flatMap(([name]) => {
      const value: unknown = query[name as keyof NightlyQuery];
      return typeof value === 'string' && value.startsWith('$') ? [[name, templates.replace(value, scopedVars)]] : [];
    })
  );
}
