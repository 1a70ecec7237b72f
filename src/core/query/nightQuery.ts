import { type AttributeId } from '../model/attributes';
import { type MetricId } from '../model/metrics';

/** The kinds of query that are answered. */
export const QUERY_KINDS = ['trend', 'latest', 'compare', 'runs'] as const;
export type QueryKind = (typeof QUERY_KINDS)[number];

/** Operators of ad hoc filters. */
export const OPERATORS = ['=', '!=', '=~', '!~', '=|', '!=|'] as const;
export type Operator = (typeof OPERATORS)[number];

/** Values to keep of each attribute; an empty or absent list keeps all. */
export type Filter = Readonly<Partial<Record<AttributeId, readonly string[]>>>;

/** One ad hoc filter: `=|` and `!=|` take several values, the others the first. */
export interface Matcher {
  readonly attribute: AttributeId;
  readonly operator: Operator;
  readonly values: readonly string[];
}

/** What a night is compared with. */
export interface Baseline {
  readonly kind: 'previous' | 'run' | 'days' | 'branch';
  /** A run id, a number of days or a branch. */
  readonly value?: string;
}

/** One question, as saved in dashboards and sent to the collector. */
export interface NightQuery {
  readonly refId: string;
  readonly kind: QueryKind;
  readonly metrics: readonly MetricId[];
  readonly filter: Filter;
  readonly legend: string;
  readonly baseline: Baseline;
  readonly matchers: readonly Matcher[];
}

/** A window in milliseconds since 1970, both ends included, and the questions. */
export interface QueryRequest {
  readonly from: number;
  readonly to: number;
  readonly queries: readonly NightQuery[];
}
