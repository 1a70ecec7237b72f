import { type Changes } from '../detect/changes';
import { Detection } from '../detect/detection';
import { observedNights } from '../detect/observed/observedNights';
import { type NightTable } from '../table/nightTable';
import { type Notice, type Table } from '../model/table';
import { type CommitsBetween, type Release } from '../detect/suspects/commit';
import { answerOf } from './answers/answers';
import { MAIN_WORKFLOW } from './changes/measureNext';
import { countNotices } from './countNotices';
import { type NightQuery } from './nightQuery';
import { tableOf } from './queryKind';
import { queryKindOf } from './queryKinds';
import { metricsOf } from './queryOption';
import { runLinks } from './runLinks';
import { select, type Selected } from './selection';

/** What an answer depends on besides the table and the question. */
export interface AnswerOptions {
  /** Window in milliseconds since 1970, both ends included. */
  readonly from: number;
  readonly to: number;
  readonly now: number;
  /** Where runs and commits are linked to; '' for no links. */
  readonly repositoryUrl: string;
  /** File of the main workflow; SGLang's if left out. */
  readonly workflow?: string;
  /** What the source says of itself: demo data, a partial load. */
  readonly notices: readonly Notice[];
  /** Whether the source as a whole failed when it was last asked. */
  readonly sourceFails?: boolean;
  /** What was found in the table; null where that is not known yet. Where it is left out, it is found now. */
  readonly findings?: Changes | null;
  /** The commits between two, where the host knows them. */
  readonly commitsBetween?: CommitsBetween;
  /** The releases of the repository, where the host knows them. */
  readonly releases?: readonly Release[];
  /** Called before each query is answered, with how many points it draws at most; what it throws ends the answer. */
  readonly spend?: (points: number) => void;
}

/** Said where an answer needs what is not found yet. */
const NOT_FOUND_YET: Notice = {
  severity: 'warning',
  text: 'Changes are being looked for in these nights: ask again in a moment.',
};

/** Answers a query with at least one table: where nothing was found it is empty. The first carries the notices. */
export function answer(table: NightTable, query: NightQuery, options: AnswerOptions): Table[] {
  const selected = select(table, { ...options, filter: query.filter, matchers: query.matchers });
  options.spend?.(mostPoints(selected, query));
  const kind = queryKindOf(query.kind);
  const needsFindings = kind.needsHistory(query);
  const { now, findings = needsFindings ? foundNow(table, now) : undefined } = options;
  const tables = answerOf(query.kind, {
    table,
    query,
    selected,
    now,
    observed: findings?.observed ?? observedNights(table),
    links: runLinks(table, options.repositoryUrl),
    findings: findings ?? undefined,
    commitsBetween: options.commitsBetween ?? (() => undefined),
    releases: options.releases ?? [],
    measuring: { repositoryUrl: options.repositoryUrl, workflow: options.workflow ?? MAIN_WORKFLOW },
    sourceFails: options.sourceFails ?? false,
    window: options,
  });
  const isLookedFor = needsFindings && findings === null && table.runs.length > 0;
  const unknown = isLookedFor ? [NOT_FOUND_YET] : [];
  const notices = [...options.notices, ...unknown, ...countNotices(table, selected, options)];
  const [first, ...rest] = tables.length > 0 ? tables : [{ ...tableOf('', query.refId, []), type: kind.frame }];
  return [{ ...first!, notices: [...first!.notices, ...notices] }, ...rest];
}

const lastFound = new WeakMap<NightTable, Changes>();

/** For hosts that keep no findings: those of a table are found once. */
function foundNow(table: NightTable, now: number): Changes {
  const known = lastFound.get(table) ?? new Detection().changesNow(table, { now });
  lastFound.set(table, known);
  return known;
}

/** Tables have a row for each series or run; what grows with the nights too is a line for each series. */
function mostPoints({ series, runs }: Selected, { kind, metrics }: NightQuery): number {
  if (queryKindOf(kind).frame !== 'timeseries-multi') {
    return 0;
  }
  const nights = series.reduce((sum, columns) => sum + Math.min(columns.runs.length, runs.length), 0);
  return nights * metricsOf(metrics).length;
}
