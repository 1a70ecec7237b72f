import { type Aliases, type InvalidRuns } from '../../core';
import { type SourceError } from '../../sources/errors';
import { type Progress, type Quota, type RunSource, type RunWindow } from '../../sources/runSource';
import { type Archive } from './archive';
import { type JobRunner } from '../jobRunner';
import { type NightMemory } from './nightMemory';

export interface NightStoreOptions {
  readonly source: RunSource;
  /** Where documents are kept for good. */
  readonly archive?: Archive;
  /** Keeps the archive's nights packed, for a quick start. */
  readonly memory?: NightMemory;
  /** Keeps documents in memory where no archive has them, for hosts that hand them on. */
  readonly keepDocuments?: boolean;
  readonly now: () => number;
  /** What artifacts are asked for by: absences of another name settle nothing. */
  readonly asked?: string;
  /** What was renamed, and is one with what it is now. */
  readonly aliases?: Aliases;
  /** Runs that were taken out, besides those that the archive names. */
  readonly invalid?: InvalidRuns;
  /** Builds the table of years in slices; where it is left out, tables are built at once. */
  readonly jobs?: JobRunner;
  /** How long what was loaded is good, in milliseconds. */
  readonly ttl: number;
}

export interface StoreLoadOptions {
  readonly signal?: AbortSignal;
  /** Asks the source even where what was loaded is good still. */
  readonly force?: boolean;
  readonly onProgress?: (progress: Progress) => void;
}

/** What came of a load. */
export interface LoadReport {
  /** How many runs are new, or newer. */
  readonly added: number;
  /** What failed while the rest came through: then the load is partial. */
  readonly failures: readonly SourceError[];
  /** Why runs that were read could not be archived: they are there, but only as long as this host lives. */
  readonly unkept: readonly SourceError[];
  readonly quota?: Quota;
  /** Which runs were looked at, where that is more than the window. */
  readonly covers?: RunWindow;
}

/** The report where nothing was loaded. */
export const NOTHING_LOADED: LoadReport = { added: 0, failures: [], unkept: [] };
