import { type AdHocVariableFilter, type ScopedVars } from '@grafana/data';

import { DEFAULT_SENSITIVITY, findMetric, type NightChoice, type NightQuery } from '../core';
import { DEFAULT_QUERY, type NightlyQuery } from '../types';
import { adHocMatchers, interpolateFilter, interpolateValues, type Templates } from './interpolate';

/** Returns a saved query as it is asked: with defaults filled in and template variables replaced. */
export function toNightQuery(
  query: NightlyQuery,
  scopedVars: ScopedVars,
  templates: Templates,
  adHoc: readonly AdHocVariableFilter[] = []
): NightQuery {
  const choice = ({ kind, value }: NightChoice): NightChoice => ({
    kind,
    value: value && templates.replace(value, scopedVars),
  });
  const { kind = DEFAULT_QUERY.kind } = query;
  // Changes are asked of all metrics where none is named.
  const metrics = query.metrics ?? (kind === 'changes' ? [] : DEFAULT_QUERY.metrics);
  return {
    refId: query.refId,
    kind,
    metrics: interpolateValues(metrics, scopedVars, templates).flatMap((id) => findMetric(id)?.id ?? []),
    filter: interpolateFilter(query.filter ?? {}, scopedVars, templates),
    legend: query.legend ?? '',
    baseline: choice(query.baseline ?? { kind: 'previous' }),
    target: choice(query.target ?? { kind: 'latest' }),
    levels: query.levels ?? false,
    view: query.view ?? 'events',
    states: query.states ?? [],
    preset: query.preset ?? DEFAULT_SENSITIVITY.preset,
    smallestChange: query.smallestChange ?? DEFAULT_SENSITIVITY.smallestChange,
    matchers: adHocMatchers(adHoc),
  };
}
