import { type MetricId } from '../catalogue/metrics';
import { type Column, type Table } from '../model/table';
import { type Annotation } from './annotation';
import { type OptionValues, type QueryOptions } from './queryOption';
import { type TableRow } from './columns';

/** Everything that is special about one kind of query. `queryKinds.ts` lists them all. */
export interface QueryKind<Id extends string = string, Options extends QueryOptions = QueryOptions> {
  readonly id: Id;
  readonly label: string;
  /** A sentence for editors and the documentation. */
  readonly help: string;
  /** What one frame of the answer is. */
  readonly frame: Table['type'];
  /** Its metrics where the query names none: undefined for a kind without metrics, [] for all. */
  readonly metrics?: readonly MetricId[];
  /** Whether its series are filtered, or only its runs. */
  readonly filters: 'series' | 'run';
  readonly options: Options;
  /** Whether the answer needs what was found in the nights, also in those before the window. */
  readonly needsHistory: (query: OptionValues<Options>) => boolean;
  /** Returns the annotations that rows of its answer make, for kinds that can be drawn so. */
  readonly annotate?: (rows: readonly TableRow[]) => Promise<Annotation[]>;
  /** Options that annotations are asked with, whatever the query says. */
  readonly annotatedWith?: Readonly<Record<string, unknown>>;
}

/** Declares a kind of query; the types of its options follow from their declarations. */
export function queryKind<const Id extends string, const Options extends QueryOptions>(
  kind: QueryKind<Id, Options>
): QueryKind<Id, Options> {
  return kind;
}

/** Returns a table without notices. */
export function tableOf(name: string, refId: string, columns: readonly Column[]): Table {
  return { name, refId, type: 'table', notices: [], columns };
}
