import { type AttributeId } from '../model/attributes';
import { type ChangeState } from '../detect/changes/changeEvent';
import { type Preset } from '../detect/levels/detectorOptions';
import { type MetricId } from '../model/metrics';

/** The kinds of query that are answered. */
export const QUERY_KINDS = ['trend', 'latest', 'compare', 'changes', 'runs'] as const;
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

export const NIGHT_CHOICES = ['latest', 'previous', 'run', 'days', 'branch', 'commit', 'tag', 'text'] as const;

/** Which night is meant. */
export interface NightChoice {
  readonly kind: (typeof NIGHT_CHOICES)[number];
  /** A run id, a number of days, a branch, a commit or its beginning, a tag; of `text` all in one, such as `days:7`. */
  readonly value?: string;
}

/** How `changes` are shown: each by itself, grouped, the state of every series, or a line a GPU configuration. */
export const CHANGE_VIEWS = ['events', 'incidents', 'series', 'fleet'] as const;
export type ChangeView = (typeof CHANGE_VIEWS)[number];

/** One question, as saved in dashboards and sent to the collector. */
export interface NightQuery {
  readonly refId: string;
  readonly kind: QueryKind;
  readonly metrics: readonly MetricId[];
  readonly filter: Filter;
  readonly legend: string;
  /** Of `compare`: night A, and night B where it is not the latest. */
  readonly baseline: NightChoice;
  readonly target: NightChoice;
  /** Of `trend`: whether the level line and the band of the detector come with it. */
  readonly levels: boolean;
  /** Of `changes`: how they are shown, and which states; none means all that need attention. */
  readonly view: ChangeView;
  readonly states: readonly ChangeState[];
  readonly preset: Preset;
  /** Smallest change in % that is told. */
  readonly smallestChange: number;
  readonly matchers: readonly Matcher[];
}

/** A window in milliseconds since 1970, both ends included, and the questions. */
export interface QueryRequest {
  readonly from: number;
  readonly to: number;
  readonly queries: readonly NightQuery[];
}
