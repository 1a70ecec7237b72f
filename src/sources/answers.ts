import {
  type AttributeId,
  type Filter,
  type Night,
  type NightTable,
  type Notice,
  type QueryRequest,
  type QueryResponse,
  type RunRecord,
  buildNightTable,
  queryResponse,
  readNight,
  values,
} from '../core';
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

/** The tables of the loads seen, so that each is built once. */
type Tables = WeakMap<readonly RunRecord[], NightTable>;

const MS_A_DAY = 24 * 60 * 60 * 1000;

/** Returns answers computed here from the runs of a source. */
export function localAnswers(source: RunSource, options: LocalOptions): Answers {
  const tables: Tables = new WeakMap();
  const load = async (window: RunWindow, loadOptions: Parameters<RunSource['load']>[1] = {}) => {
    const loaded = await source.load(widen(window), loadOptions);
    const table = tables.get(loaded.records) ?? tableOf(loaded.records);
    tables.set(loaded.records, table);
    return { loaded, table };
  };
  return {
    async query(request, { signal, onPartial } = {}) {
      const respond = (table: NightTable, notices: readonly Notice[]) =>
        queryResponse(table, request, { ...options, now: options.now(), notices: [...options.notices, ...notices] });
      const onRecord =
        onPartial && partials((records, notice) => onPartial(respond(tableOf(records), [notice])), options.now);
      const { loaded, table } = await load(request, { signal, onRecord });
      return respond(table, failureNotices(loaded));
    },
    async values(attribute, filter, window, signal) {
      return values((await load(window, { signal })).table, attribute, { ...window, filter, matchers: [] });
    },
    async summary(window) {
      const { loaded, table } = await load(window);
      const withResults = table.runs.filter((entry) => entry.benchmarks > 0);
      const notices = [...options.notices, ...failureNotices(loaded)];
      return { runs: table.runs.length, nights: withResults.length, newest: withResults.at(-1)?.run.time, notices };
    },
  };
}

/** A run is merged hours after it was created: a window of results needs the runs of the days before it. */
function widen({ from, to }: RunWindow): RunWindow {
  return { from: from - 2 * MS_A_DAY, to };
}

function tableOf(records: readonly RunRecord[]): NightTable {
  return buildNightTable(records.map(readNight).flatMap(({ night }): Night[] => (night ? [night] : [])));
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

function failureNotices({ failures }: Loaded): Notice[] {
  const messages = new Map<string, number>();
  failures.forEach(({ message }) => messages.set(message, (messages.get(message) ?? 0) + 1));
  return [...messages].map(([message, count]) => ({
    severity: 'warning',
    text: `Partial data, ${count} ${count === 1 ? 'run' : 'runs'} could not be read: ${message}`,
  }));
}
