import { type RunRecord, type WorkflowRun } from '../core';
import { type SourceError } from './errors';

/**
 * Which runs are wanted: those created in the window, both ends included, in milliseconds since 1970. A window without
 * end goes `to` Infinity. Sources may count in whole days.
 */
export interface RunWindow {
  readonly from: number;
  readonly to: number;
}

/** How far a load has come. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

export interface LoadOptions {
  readonly signal?: AbortSignal;
  /** Says of which runs the results are known already: they are listed, but nothing more is asked about them. */
  readonly isKnown?: (run: WorkflowRun) => boolean;
  /** Called with each record as it arrives, in no particular order. */
  readonly onRecord?: (record: RunRecord, progress: Progress) => void;
}

/** How many requests GitHub still answers, of how many, and when the limit resets in milliseconds since 1970. */
export interface Quota {
  readonly remaining: number;
  readonly limit: number;
  readonly resetAt: number;
}

/** What a load gave. */
export interface Loaded {
  /** Newest first; those that `isKnown` left out are not among them. */
  readonly records: readonly RunRecord[];
  /** What failed on the way while the rest came through: then the load is partial. */
  readonly failures: readonly SourceError[];
  /** Where the source has one. */
  readonly quota?: Quota;
  /** Which runs were looked at, where that is more than the window: a file holds what it holds. */
  readonly covers?: RunWindow;
}

/** All runs there are. */
export const ALL_RUNS: RunWindow = { from: -Infinity, to: Infinity };

/**
 * Where runs come from: GitHub, a collector, a published file, an archive on disk, the demo.
 * A run whose results are absent for good is a record with its absence; what may come next time is a failure.
 */
export interface RunSource {
  /**
   * @throws SourceError where the source as a whole fails.
   */
  load(window: RunWindow, options?: LoadOptions): Promise<Loaded>;
}
