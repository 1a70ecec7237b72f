import { type Notice, type Table } from '../model/table';
import { createDetectors, type Detectors } from '../detect/changes/detectors';
import { changes } from './changes/changes';
import { compare } from './compare';
import { latest } from './latest';
import { type NightQuery, type QueryKind } from './nightQuery';
import { type NightTable } from '../flatten/nightTable';
import { type AnswerContext } from './answerContext';
import { countNotices } from './countNotices';
import { runLinks } from './runLinks';
import { runs } from './runs';
import { select } from './selection';
import { trend } from './trend';

/** What an answer depends on besides the table and the question. */
export interface AnswerOptions {
  /** Window in milliseconds since 1970, both ends included. */
  readonly from: number;
  readonly to: number;
  readonly now: number;
  /** Where runs and commits are linked to; '' for no links. */
  readonly repositoryUrl: string;
  /** What the source says of itself: demo data, a partial load. */
  readonly notices: readonly Notice[];
  /** Who finds changes; one that is kept spares looking twice. */
  readonly detectors?: Detectors;
}

const KINDS: Readonly<Record<QueryKind, (context: AnswerContext) => Table[]>> = {
  trend,
  latest,
  compare,
  changes,
  runs,
};

/**
 * Returns the tables that answer a query, at least one: where nothing was found it is empty. The first carries the
 * notices.
 */
export function answer(table: NightTable, query: NightQuery, options: AnswerOptions): Table[] {
  const selected = select(table, { ...options, filter: query.filter, matchers: query.matchers });
  const links = runLinks(table, options.repositoryUrl);
  const { now, detectors = createDetectors(() => ({ now })) } = options;
  const tables = KINDS[query.kind]({ table, query, selected, links, detectors, window: options, now });
  const notices = [...options.notices, ...countNotices(table, selected, options)];
  const [first, ...rest] = tables.length > 0 ? tables : [emptyTable(query)];
  return [{ ...first!, notices: [...first!.notices, ...notices] }, ...rest];
}

function emptyTable({ refId, kind }: NightQuery): Table {
  return { name: '', refId, type: kind === 'trend' ? 'timeseries-multi' : 'table', columns: [], notices: [] };
}
