import { Detection } from '../detect/changes/detection';
import { type NightTable } from '../flatten/nightTable';
import { finish, type Job } from '../model/job';
import { type Notice, type Table } from '../model/table';
import { countNotices } from './countNotices';
import { type NightQuery } from './nightQuery';
import { tableOf } from './queryKind';
import { queryKindOf } from './queryKinds';
import { metricsOf } from './queryOption';
import { runLinks } from './runLinks';
import { type Selected } from './selected';
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
  /** Called before each query is answered, with how many points it draws at most; what it throws ends the answer. */
  readonly spend?: (points: number) => void;
}

/**
 * Answers a query with at least one table: where nothing was found it is empty. The first carries the notices. It is a
 * job, for finding changes may take seconds.
 */
export function* answerJob(table: NightTable, query: NightQuery, options: AnswerOptions): Job<Table[]> {
  const selected = select(table, { ...options, filter: query.filter, matchers: query.matchers });
  options.spend?.(mostPoints(selected, query));
  const links = runLinks(table, options.repositoryUrl);
  const { now, detection = new Detection({ knowledge: () => ({ now }) }) } = options;
  const kind = queryKindOf(query.kind);
  const answered = kind.answer({ table, query, selected, links, detection, window: options, now });
  const tables = Array.isArray(answered) ? answered : yield* answered;
  const notices = [...options.notices, ...countNotices(table, selected, options)];
  const [first, ...rest] = tables.length > 0 ? tables : [{ ...tableOf('', query.refId, []), type: kind.frame }];
  return [{ ...first!, notices: [...first!.notices, ...notices] }, ...rest];
}

/** Tables have a row for each series or run; what grows with the nights too is a line for each series. */
function mostPoints({ series, runs }: Selected, { kind, metrics }: NightQuery): number {
  if (queryKindOf(kind).frame !== 'timeseries-multi') {
    return 0;
  }
  const nights = series.reduce((sum, columns) => sum + Math.min(columns.runs.length, runs.length), 0);
  return nights * metricsOf(metrics).length;
}

/** Returns the same at once, for hosts that have nothing else to do. */
export function answer(table: NightTable, query: NightQuery, options: AnswerOptions): Table[] {
  return finish(answerJob(table, query, options));
}
