import { LRUCache } from 'lru-cache';

import {
  cadencesOf,
  lateOnes,
  MS_PER_DAY,
  type NightQuery,
  type NightTable,
  type Notice,
  plural,
  queryKindOf,
  type QueryRequest,
  type QueryResponse,
  queryResponse,
  tally,
  values,
} from '../core';
import { type RunWindow } from '../sources/runSource';
import { ALL_KNOWN, type Answer, answerWith, shown } from './answer';
import { type CommitRanges } from './commitRanges';
import { type AskedFor, type Completeness, quotaNotices, unplacedNotices } from './completeness';
import { LIMITS, pointCounter } from './limits';
import { type AskOptions, type NightService, summarise, type Summary } from './nightService';
import { type NightStore } from './store/nightStore';
import { type LoadReport, NOTHING_LOADED, type StoreLoadOptions } from './store/nightStoreOptions';
import { refuseBadPatterns, refuseLargePatterns } from './patterns';
import { type QuestionQueue } from './questionQueue';
import { type Snapshot, type SnapshotMaker, withoutFindings } from './snapshot';

export interface LocalServiceOptions {
  readonly store: NightStore;
  readonly snapshots: SnapshotMaker;
  readonly now: () => number;
  readonly repositoryUrl: string;
  /** File of the main workflow; SGLang's if left out. */
  readonly workflow?: string;
  /** Notices of every answer, such as that the nights are a demo; left out where `completeness` says them. */
  readonly notices?: readonly Notice[];
  /** How much is known of what is asked, where somebody else loads; otherwise what a load left out says it. */
  readonly completeness?: (asked: AskedFor) => Completeness;
  /** Whether the source as a whole failed when it was last asked. */
  readonly sourceFails?: () => boolean;
  /** What is known of the commits of incidents. */
  readonly commits?: Pick<CommitRanges, 'between' | 'releases' | 'version' | 'look'>;
  /** Takes questions in their turn, where others ask than who computes. */
  readonly queue?: QuestionQueue;
  /** Whether a question makes the store load what it lacks; otherwise somebody else refreshes it. */
  readonly loads: boolean;
}

/** A run is merged hours after it was created: a window of results needs the runs of the days before it. */
const MERGE_DAYS = 2;
/** What detection looks at before the window. */
const HISTORY_DAYS = 120;
const PARTIAL_EVERY = 1000;
/** Windows that differ by less are one: dashboards end now, for each of those who look at them at another moment. */
const SAME_MS = 60_000;
/** Answers that are kept for who asks the same of the same snapshot, and the values in all of them. */
const MOST_ANSWERS = 200;
const MOST_VALUES = 2_000_000;

/** Returns a service that answers from the snapshot of a store of nights: each answer is a plain function of it. */
export function localService(options: LocalServiceOptions): NightService {
  const { store, snapshots, now, loads } = options;
  const load = async ({ from, to }: RunWindow, days: number, loadOptions: StoreLoadOptions = {}) =>
    loads ? store.load({ from: from - days * MS_PER_DAY, to }, loadOptions) : NOTHING_LOADED;
  const respond = responder(options);
  const completenessOf = (asked: AskedFor, report: LoadReport) =>
    options.completeness?.(asked) ?? loadedCompleteness(options, report);
  return {
    async query(request, asked = {}) {
      const { signal, onPartial } = asked;
      refuseLargePatterns(request);
      const needsFindings = request.queries.some(needsHistory);
      // What was found in fewer nights says more than that more of them are being read.
      const saysMore = !needsFindings || snapshots.latest.findings === null;
      const tell = onPartial && saysMore ? partials({ ...options, respond }, request, onPartial) : undefined;
      const report = await load(request, needsFindings ? HISTORY_DAYS : MERGE_DAYS, {
        signal,
        onProgress: tell?.progress,
      });
      if (loads && needsFindings) {
        void tell?.show([]);
      }
      // Read before: an answer that was begun with a part of the nights is one of a part, whatever came meanwhile.
      const isJudged = needsFindings || (asked.isComputedWith ?? false);
      const completeness = completenessOf({ from: request.from, needsFindings: isJudged }, report);
      const snapshot = loads ? await ownSnapshot(options, needsFindings, signal) : snapshots.latest;
      return respond(request, snapshot, completeness, asked);
    },
    async values({ attributes, filter, matchers = [], ...window }, signal) {
      const report = await load(window, MERGE_DAYS, { signal });
      const { known } = completenessOf({ from: window.from, needsFindings: false }, report);
      return answerWith(known, values(store.table, { ...window, filter, matchers }, attributes));
    },
    async summary(window) {
      const report = await load(window, MERGE_DAYS);
      const { known, notices } = completenessOf({ from: window.from, needsFindings: false }, report);
      return answerWith(known, { ...summarise(store.table, window), ...lateness(snapshots.latest, now()), notices });
    },
  };
}

type Respond = (
  request: QueryRequest,
  snapshot: Snapshot,
  completeness: Completeness,
  asked?: AskOptions
) => Promise<Answer<QueryResponse>>;

/** Returns who answers from a snapshot: each question in its turn, and once for all who ask the same. */
function responder(options: LocalServiceOptions): Respond {
  const { now, repositoryUrl, workflow, queue } = options;
  const answers = new LRUCache<string, QueryResponse>({
    max: MOST_ANSWERS,
    maxSize: MOST_VALUES,
    sizeCalculation: sizeOf,
  });
  const compute = (request: QueryRequest, { table, findings }: Snapshot, notices: readonly Notice[]) => {
    refuseBadPatterns(request);
    return queryResponse(table, request, {
      // Of a range in the past, "now" is its end: an alert rule that is tried on last month says what it said then.
      now: Math.min(now(), request.to),
      repositoryUrl,
      workflow,
      findings,
      commitsBetween: options.commits?.between,
      releases: options.commits?.releases,
      notices,
      sourceFails: options.sourceFails?.() ?? false,
      spend: queue && pointCounter(LIMITS.points),
    });
  };
  return async (request, snapshot, { known: completeness, notices }, { client, signal } = {}) => {
    const minute = Math.floor(Math.min(now(), request.to) / SAME_MS);
    const key = `${options.commits?.version ?? 0} ${minute} ${keyOf(request, snapshot, notices)}`;
    // Who asked the same at the same moment has had it computed when the turn comes.
    const answer = () => {
      const computed = answers.get(key) ?? compute(request, snapshot, notices);
      answers.set(key, computed);
      return computed;
    };
    signal?.throwIfAborted();
    const known = answers.get(key);
    const response =
      known || !queue
        ? (known ?? answer())
        : await queue.ask(answer, { cost: costOf(request, snapshot.table), client, signal });
    return answerWith(completeness, response);
  };
}

/** Where a question loads what it lacks, it waits for what is found in that, if it needs it. */
async function ownSnapshot(
  { snapshots, store, commits }: LocalServiceOptions,
  needsFindings: boolean,
  signal?: AbortSignal
): Promise<Snapshot> {
  if (needsFindings) {
    const snapshot = await snapshots.make(signal);
    await (snapshot.findings && commits?.look(snapshot.findings, snapshot.table, signal));
    return snapshot;
  }
  return withoutFindings(store);
}

function needsHistory(query: NightQuery): boolean {
  return queryKindOf(query.kind).needsHistory(query);
}

function keyOf({ from, to, queries }: QueryRequest, { version }: Snapshot, notices: readonly Notice[]): string {
  return JSON.stringify([version, Math.floor(from / SAME_MS), Math.floor(to / SAME_MS), queries, notices]);
}

function sizeOf({ results }: QueryResponse): number {
  const columns = Object.values(results).flatMap(({ frames }) => frames.flatMap(({ data }) => data.values));
  return columns.reduce((sum, column) => sum + column.length, 1);
}

/** What a filter by model leaves of the series. */
const FILTERED = 0.1;

/** About how many values are looked at. */
function costOf({ from, to, queries }: QueryRequest, { runs, series }: NightTable): number {
  const inWindow = runs.filter(({ run }) => run.time >= from && run.time <= to).length;
  return queries.reduce((sum, { kind, filter, metrics, matchers }) => {
    const share = filter.model?.length || filter.testName?.length ? FILTERED : 1;
    const width = kind === 'trend' ? inWindow * Math.max(1, metrics.length) : Math.max(1, metrics.length);
    return sum + series.length * share * width + series.length * matchers.length;
  }, 0);
}

/** What is late, for "Save & test". */
function lateness({ table, findings }: Snapshot, now: number): Pick<Summary, 'late'> {
  const late = findings ? lateOnes(cadencesOf(table, findings.observed, now), now) : [];
  return late.length > 0 ? { late: late.map(({ workflow }) => workflow) } : {};
}

interface Partials extends Pick<LocalServiceOptions, 'now' | 'store' | 'notices'> {
  readonly respond: Respond;
}

/** Answers with what is there: when it is asked to, and once in a while, so that a long load shows something. */
function partials(
  { now, store, respond, notices: always = [] }: Partials,
  request: QueryRequest,
  onPartial: NonNullable<AskOptions['onPartial']>
): {
  readonly show: (notices: readonly Notice[]) => Promise<void>;
  readonly progress: NonNullable<StoreLoadOptions['onProgress']>;
} {
  let shownAt = now();
  const show = (notices: readonly Notice[]) => {
    const said = [...always, ...unplacedNotices(store), ...notices];
    return respond(request, withoutFindings(store), { known: ALL_KNOWN, notices: said }).then(
      (answer) => onPartial(shown(answer)),
      () => undefined
    );
  };
  return {
    show,
    progress: ({ done, total }) => {
      if (done < total && now() - shownAt >= PARTIAL_EVERY) {
        shownAt = now();
        void show([{ severity: 'info', text: `Loading: ${done} of ${total} runs.` }]);
      }
    },
  };
}

/** Returns how much is known after a load: all but the runs that it left out. */
function loadedCompleteness({ store, notices = [] }: LocalServiceOptions, report: LoadReport): Completeness {
  const why = [...unplacedNotices(store), ...failureNotices(report)];
  return {
    known: why.length > 0 ? { known: 'partly', why } : ALL_KNOWN,
    notices: [...notices, ...why, ...quotaNotices(report.quota)],
  };
}

function failureNotices({ failures }: LoadReport): Notice[] {
  return [...tally(failures.map(({ message }) => message))].map(([message, count]) => ({
    severity: 'warning',
    text: `Partial data, ${plural(count, 'run')} could not be read: ${message}`,
  }));
}
