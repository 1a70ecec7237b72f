import * as v from 'valibot';

import { type NightQuery, nightQuerySchema, type Notice } from '../../core';
import { BadRequest } from '../../backend/api/request';

interface Prepared {
  readonly query: NightQuery;
  readonly notices: readonly Notice[];
}

const VARIABLE = /\$\w+|\$\{[^}]*\}|\[\[[^\]]*\]\]/;

/**
 * Returns a query as dashboards and alert rules save it. Only a browser replaces template variables: where one stands
 * here in a filter, as in a public dashboard, all of its values are meant.
 *
 * @throws BadRequest that names the first wrong field.
 */
export function savedQuery(model: unknown, refId: string): Prepared {
  const given = Object(model) as { filter?: unknown; metrics?: unknown };
  const filter = Object.entries(Object(given.filter) as Record<string, unknown>);
  const left = filter.filter(([, values]) => !hasVariable(values));
  const metrics = hasVariable(given.metrics) ? undefined : given.metrics;
  const options = Object.entries(given).filter(([, value]) => typeof value !== 'string' || !VARIABLE.test(value));
  const replaced = filter.length - left.length + (metrics === given.metrics ? 0 : 1);
  const parsed = v.safeParse(
    nightQuerySchema,
    { ...Object.fromEntries(options), refId, metrics, filter: Object.fromEntries(left) },
    { abortEarly: true }
  );
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new BadRequest(`${v.getDotPath(issue) ?? 'The query'}: ${issue.message}`);
  }
  const text = "Grafana's server replaces no template variables: those of this query mean all values.";
  return { query: parsed.output, notices: replaced > 0 ? [{ severity: 'info', text }] : [] };
}

function hasVariable(values: unknown): boolean {
  return Array.isArray(values) && values.some((value) => typeof value === 'string' && VARIABLE.test(value));
}
