import { changesKind } from './kinds/changes';
import { compareKind } from './kinds/compare';
import { latestKind } from './kinds/latest';
import { ratioKind } from './kinds/ratio';
import { releasesKind } from './kinds/releases';
import { runsKind } from './kinds/runs';
import { trendKind } from './kinds/trend';
import { type QueryKind } from './queryKind';
import { type QueryOptions } from './queryOption';

/** The kinds of query, in the order in which they are offered. A new kind is a file in `kinds/` with a line here, and one in `answers/` with a line there. */
const KINDS = [trendKind, latestKind, compareKind, ratioKind, changesKind, releasesKind, runsKind] as const;

type Kind = (typeof KINDS)[number];
export type QueryKindId = Kind['id'];

/** What is special about each kind, whatever its options. */
export type AnyQueryKind = Omit<QueryKind<QueryKindId>, 'needsHistory'>;

export const QUERY_KINDS: readonly AnyQueryKind[] = KINDS;
export const QUERY_KIND_IDS = KINDS.map(({ id }) => id) as [QueryKindId, ...QueryKindId[]];

const BY_ID = Object.fromEntries(KINDS.map((kind) => [kind.id, kind])) as unknown as Record<
  QueryKindId,
  QueryKind<QueryKindId>
>;

/** Returns the kind with this id; without one, the kind that is offered first. */
export function queryKindOf(id: QueryKindId = KINDS[0].id): QueryKind<QueryKindId> {
  return BY_ID[id];
}

type UnionToIntersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All
) => void
  ? All
  : never;

type AllOptions = UnionToIntersection<Kind['options']>;

/** The options of all kinds by their names; kinds that share a name share the option. */
export const QUERY_OPTIONS = Object.assign({}, ...KINDS.map(({ options }) => options)) as AllOptions & QueryOptions;
