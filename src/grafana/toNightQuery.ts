import { type AdHocVariableFilter, type ScopedVars } from '@grafana/data';

import { type NightQuery } from '../core';
import { DEFAULT_QUERY, type NightlyQuery } from '../types';
import { adHocMatchers, interpolateFilter, type Templates } from './interpolate';

/** Returns a saved query as it is asked: with defaults filled in and template variables replaced. */
export function toNightQuery(
  query: NightlyQuery,
  scopedVars: ScopedVars,
  templates: Templates,
  adHoc: readonly AdHocVariableFilter[] = []
): NightQuery {
  const { kind, value } = query.baseline ?? { kind: 'previous' };
  return {
    refId: query.refId,
    kind: query.kind ?? DEFAULT_QUERY.kind,
    metrics: query.metrics ?? DEFAULT_QUERY.metrics,
    filter: interpolateFilter(query.filter ?? {}, scopedVars, templates),
    legend: query.legend ?? '',
    baseline: { kind, value: value && templates.replace(value, scopedVars) },
    matchers: adHocMatchers(adHoc),
  };
}
