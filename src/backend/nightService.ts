import {
  type AttributeId,
  type AttributeValues,
  type Filter,
  type Matcher,
  type NightTable,
  type Notice,
  type QueryRequest,
  type QueryResponse,
} from '../core';
import { type RunWindow } from '../sources/runSource';
import { type Answer } from './answer';

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
  /** Workflows whose next night is late by its own cadence; '' where their name is not known. */
  readonly late?: readonly string[];
  readonly notices: readonly Notice[];
}

export interface AskOptions {
  readonly signal?: AbortSignal;
  /** Who asks, where a host has a budget for each client. */
  readonly client?: string;
  /** Whether somebody computes with the answer: then one of a part of the nights, before any were looked at, is none. */
  readonly isComputedWith?: boolean;
  /** Called with what is there already while the rest is still on its way. */
  readonly onPartial?: (response: QueryResponse) => void;
}

/** What values are asked of: all attributes where none is named. */
export interface ValuesRequest extends RunWindow {
  readonly filter: Filter;
  readonly matchers?: readonly Matcher[];
  readonly attributes?: readonly AttributeId[];
}

/**
 * Answers questions about nights: from a store of this host, or by asking a collector. Times are milliseconds since 1970.
 */
export interface NightService {
  query(request: QueryRequest, options?: AskOptions): Promise<Answer<QueryResponse>>;
  values(request: ValuesRequest, signal?: AbortSignal): Promise<Answer<AttributeValues>>;
  summary(window: RunWindow): Promise<Answer<Summary>>;
}

/** Returns how many runs of a window a table has, how many with results, and when the newest of those was. */
export function summarise({ runs }: NightTable, { from, to }: RunWindow): Pick<Summary, 'runs' | 'nights' | 'newest'> {
  const inWindow = runs.filter(({ run }) => run.time >= from && run.time <= to);
  const times = inWindow.filter(({ benchmarks }) => benchmarks > 0).map(({ run }) => run.time);
  const newest = times.length > 0 ? { newest: Math.max(...times) } : {};
  return { runs: inWindow.length, nights: times.length, ...newest };
}
