import {
  type AttributeId,
  type Filter,
  type NightTable,
  type Notice,
  type QueryRequest,
  type QueryResponse,
  type RunRecord,
  buildNightTable,
  createDetectors,
  queryResponse,
  readNight,
  tally,
  values,
} from '../core';
import { quotaNotices } from './quotaNotices';
import { type Loaded, type RunSource, type RunWindow } from './runSource';

/** The nights of a window in short: what "Save & test" says. */
export interface Summary {
  readonly runs: number;
  /** Runs with results. */
  readonly nights: number;
  /** Milliseconds since 1970 of the newest run with results. */
  readonly newest?: number;
  /** Of a collector: its version and when it last refreshed. */
  readonly version?: string;
  readonly refreshed?: number;
  readonly notices: readonly Notice[];
}

export interface AskOptions {
  readonly signal?: AbortSignal;
  /** Told what is there already while the rest is still on its way. */
  readonly onPartial?: (response: QueryResponse) => void;
}

/** Where questions are answered: here, from a source's runs, or by a collector. Times are milliseconds since 1970. */
export interface Answers {
  query(request: QueryRequest, options?: AskOptions): Promise<QueryResponse>;
  values(attribute: AttributeId, filter: Filter, window: RunWindow, signal?: AbortSignal): Promise<readonly string[]>;
  summary(window: RunWindow): Promise<Summary>;
}

export interface LocalOptions {
  readonly now: () => number;
  readonly repositoryUrl: string;
  /** What is always said of the answers, such as that they are a demo. */
  readonly notices: readonly Notice[];
}

const MS_A_DAY = 24 * 60 * 60 * 1000;

/** Returns answers computed here from the runs of a source. */
export function localAnswers(source: RunSource, options: LocalOptions): Answers {
  const readOnce = remember(readNight);
  const build = (records: readonly RunRecord[]) =>
    buildNightTable(records.flatMap((record) => readOnce(record).night ?? []));
  const tableOf = remember(build);
  const detectors = createDetectors(() => ({ now: options.now() }));
  const load = async (window: RunWindow, loadOptions: Parameters<RunSource['load']>[1] = {}, days = MERGE_DAYS) => {
    const loaded = await source.load({ ...window, from: window.from - days * MS_A_DAY }, loadOptions);
    return { loaded, table: tableOf(loaded.records) };
  };
  return {
    async query(request, { signal, onPartial } = {}) {
      const respond = (table: NightTable, notices: readonly Notice[]) =>
        queryResponse(table, request, {
          ...options,
          detectors,
          now: options.now(),
          notices: [...options.notices, ...notices],
        });
      const onRecord =
        onPartial && partials((records, notice) => onPartial(respond(build(records), [notice])), options.now);
      const days = request.queries.some(needsHistory) ? HISTORY_DAYS : MERGE_DAYS;
      const { loaded, table } = await load(request, { signal, onRecord }, days);
      return respond(table, loadNotices(loaded));
    },
    async values(attribute, filter, window, signal) {
      return values((await load(window, { signal })).table, attribute, { ...window, filter, matchers: [] });
    },
    async summary(window) {
      const { loaded, table } = await load(window);
      return { ...countNights(table), notices: [...options.notices, ...loadNotices(loaded)] };
    },
  };
}

/** A run is merged hours after it was created: a window of results needs the runs of the days before it. */
const MERGE_DAYS = 2;
/** What detection looks at before the window. */
const HISTORY_DAYS = 120;

function needsHistory({ kind, levels }: QueryRequest['queries'][number]): boolean {
  return kind === 'changes' || kind === 'compare' || levels;
}

/** A load that shows what it has on the way reads each record once all the same. */
function remember<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => {
    const value = known.get(key) ?? compute(key);
    known.set(key, value);
    return value;
  };
}

/** Returns how many runs a table has, how many with results, and when the newest of those was. */
export function countNights({ runs }: NightTable): Pick<Summary, 'runs' | 'nights' | 'newest'> {
  const withResults = runs.filter((entry) => entry.benchmarks > 0);
  return { runs: runs.length, nights: withResults.length, newest: withResults.at(-1)?.run.time };
}

const PARTIAL_EVERY = 1000;

/** Collects records and hands them on once in a while, so that a long load shows what it has. */
function partials(show: (records: readonly RunRecord[], notice: Notice) => void, now: () => number) {
  const records: RunRecord[] = [];
  let shownAt = now();
  return (record: RunRecord, { done, total }: { done: number; total: number }) => {
    records.push(record);
    if (done < total && now() - shownAt >= PARTIAL_EVERY) {
      shownAt = now();
      show(records, { severity: 'info', text: `Loading: ${done} of ${total} runs.` });
    }
  };
}

/** What went wrong on the way, and what soon may. */
function loadNotices({ failures, quota }: Loaded): Notice[] {
  const failed = [...tally(failures.map(({ message }) => message))].map(([message, count]): Notice => ({
    severity: 'warning',
    text: `Partial data, ${count} ${count === 1 ? 'run' : 'runs'} could not be read: ${message}`,
  }));
  return [...failed, ...quotaNotices(quota)];
}
