import { type AdHocVariableFilter, type ScopedVars } from '@grafana/data';
import { parse } from 'valibot';

import { findMetric, METRICS, type MetricId, type NightQuery, nightQuerySchema, type SavedQuery } from '../../core';
import { type NightlyQuery } from './types';
import {
  adHocMatchers,
  choicesOf,
  interpolateFilter,
  interpolateText,
  interpolateValues,
  nightsOf,
  type Templates,
} from './interpolate';

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
