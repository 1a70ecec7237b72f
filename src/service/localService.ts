import {
  type Detection,
  MS_PER_DAY,
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
import { type Budget } from './budget';
import { type JobRunner } from './jobRunner';
import { type AskOptions, type NightService, summarise } from './nightService';
import { type NightStore } from './nightStore';
import { type LoadReport, type StoreLoadOptions } from './nightStoreOptions';
import { quotaNotices } from './quotaNotices';

export interface LocalServiceOptions {
  readonly store: NightStore;
  readonly detection: Detection;
  /** The last nights in which all changes were found, for who would not wait until they are found in newer ones. */
  readonly detected?: () => NightTable | undefined;
  readonly jobs: JobRunner;
  readonly now: () => number;
  readonly repositoryUrl: string;
  /** What is said of every answer, such as that the nights are a demo. */
  readonly notices: () => readonly Notice[];
  /** What questions may cost, where others ask than who computes. */
  readonly budget?: Budget;
  /** Whether a question makes the store load what it lacks; otherwise somebody else refreshes it. */
  readonly loads: boolean;
}

/** A run is merged hours after it was created: a window of results needs the runs of the days before it. */
const MERGE_DAYS = 2;
/** What detection looks at before the window. */
const HISTORY_DAYS = 120;
const PARTIAL_EVERY = 1000;

const STILL_LOOKING: Notice = {
  severity: 'info',
  text: 'Changes are being looked for in the newest nights; shown is what was found before they came.',
};

const NOTHING_LOADED: LoadReport = { added: 0, failures: [] };

/** Returns a service that answers from a store of nights. Finding changes goes on in slices between other work. */
export function localService(options: LocalServiceOptions): NightService {
  const { store, detection, jobs, now, repositoryUrl, budget, loads } = options;
  const load = async ({ from, to }: RunWindow, days: number, loadOptions: StoreLoadOptions = {}) => {
    if (!loads) {
      return NOTHING_LOADED;
    }
    const report = await store.load({ from: from - days * MS_PER_DAY, to }, loadOptions);
    warm(options, store.table);
    return report;
  };
  const respond = (request: QueryRequest, notices: readonly Notice[], { signal, client }: AskOptions = {}) => {
    const { table } = store;
    const detects = request.queries.some(({ kind }) => queryKindOf(kind).detects);
    const detected = (detects && options.detected?.()) || table;
    const job = queryResponse(detected, request, {
      // Of a range in the past, "now" is its end: an alert rule that is tried on last month says what it said then.
      now: Math.min(now(), request.to),
      repositoryUrl,
      detection,
      notices: [
        ...options.notices(),
        ...(detected === table ? [] : [STILL_LOOKING]),
        ...unplacedNotices(store),
        ...notices,
      ],
      spend: budget?.points(),
    });
    return jobs.run(budget ? budget.limit(job, client) : job, signal);
  };
  return {
    async query(request, asked = {}) {
      const { signal, onPartial } = asked;
      const needsHistory = request.queries.some((query) => queryKindOf(query.kind).needsHistory(query));
      const partial = onPartial && !needsHistory ? partials({ ...options, respond }, request, onPartial) : undefined;
      const report = await load(request, needsHistory ? HISTORY_DAYS : MERGE_DAYS, { signal, onProgress: partial });
      return respond(request, loadNotices(report), asked);
    },
    async values({ attributes, filter, matchers = [], ...window }, signal) {
      await load(window, MERGE_DAYS, { signal });
      return values(store.table, { ...window, filter, matchers }, attributes);
    },
    async summary(window) {
      const report = await load(window, MERGE_DAYS);
      const notices = [...options.notices(), ...unplacedNotices(store), ...loadNotices(report)];
      return { ...summarise(store.table, window), notices };
    },
  };
}

const warmed = new WeakSet<NightTable>();

/** Looks for changes in nights that just came, before anybody asks. */
function warm({ jobs, detection }: LocalServiceOptions, table: NightTable): void {
  if (!warmed.has(table)) {
    warmed.add(table);
    void jobs.run(detection.changes(table)).catch(() => undefined);
  }
}

interface Partials extends Pick<LocalServiceOptions, 'now'> {
  readonly respond: (request: QueryRequest, notices: readonly Notice[]) => Promise<QueryResponse>;
}

/** Answers with what is there once in a while, so that a long load shows something. */
function partials(
  { now, respond }: Partials,
  request: QueryRequest,
  onPartial: NonNullable<AskOptions['onPartial']>
): NonNullable<StoreLoadOptions['onProgress']> {
  let shownAt = now();
  return ({ done, total }) => {
    if (done < total && now() - shownAt >= PARTIAL_EVERY) {
      shownAt = now();
      const notice: Notice = { severity: 'info', text: `Loading: ${done} of ${total} runs.` };
      void respond(request, [notice]).then(onPartial, () => undefined);
    }
  };
}

/** What went wrong on the way, and what soon may. */
function loadNotices({ failures, quota }: LoadReport): Notice[] {
  const failed = [...tally(failures.map(({ message }) => message))].map(([message, count]): Notice => ({
    severity: 'warning',
    text: `Partial data, ${plural(count, 'run')} could not be read: ${message}`,
  }));
  return [...failed, ...quotaNotices(quota)];
}

function unplacedNotices({ unplaced }: NightStore): Notice[] {
  const [first] = unplaced;
  return first
    ? [{ severity: 'warning', text: `${plural(unplaced.length, 'document')} could not be placed: ${first.message}` }]
    : [];
}
