import { Detection } from '../detect/changes/detection';
import { type NightTable } from '../flatten/nightTable';
import { finish, type Job } from '../model/job';
import { type Notice, type Table } from '../model/table';
import { countNotices } from './countNotices';
import { type NightQuery } from './nightQuery';
import { tableOf } from './queryKind';
import { queryKindOf } from './queryKinds';
import { runLinks } from './runLinks';
import { select } from './selection';

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
  readonly detection?: Detection;
}

/**
 * Answers a query with at least one table: where nothing was found it is empty. The first carries the notices. It is a
 * job, for finding changes may take seconds.
 */
export function* answerJob(table: NightTable, query: NightQuery, options: AnswerOptions): Job<Table[]> {
  const selected = select(table, { ...options, filter: query.filter, matchers: query.matchers });
  const links = runLinks(table, options.repositoryUrl);
  const { now, detection = new Detection({ knowledge: () => ({ now }) }) } = options;
  const kind = queryKindOf(query.kind);
  const answered = kind.answer({ table, query, selected, links, detection, window: options, now });
  const tables = Array.isArray(answered) ? answered : yield* answered;
  const notices = [...options.notices, ...countNotices(table, selected, options)];
  const [first, ...rest] = tables.length > 0 ? tables : [{ ...tableOf('', query.refId, []), type: kind.frame }];
  return [{ ...first!, notices: [...first!.notices, ...notices] }, ...rest];
}

/** Returns the same at once, for hosts that have nothing else to do. */
export function answer(table: NightTable, query: NightQuery, options: AnswerOptions): Table[] {
  return finish(answerJob(table, query, options));
}
