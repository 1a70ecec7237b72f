import { type Aliases, type InvalidRuns, type Sensitivity } from '../core';
import { type ChosenSource } from '../sources/source';
import { AnalysisMemory } from './store/analysisMemory';
import { Archive } from './store/archive';
import { Collector } from './collector';
import { type CollectorOptions } from './collectorOptions';
import { CommitRanges } from './commitRanges';
import { EventMemory } from './store/eventMemory';
import { type Files, type Sha256 } from './store/files';
import { createJobRunner } from './jobRunner';
import { NightMemory } from './store/nightMemory';
import { NightStore } from './store/nightStore';
import { QuestionQueue } from './questionQueue';

/** What an administrator chooses besides the source. */
interface BackendSettings extends Pick<CollectorOptions, 'version' | 'demo' | 'days' | 'keepDays'> {
  readonly sensitivity: Sensitivity;
  /** What was renamed, and is one with what it is now. */
  readonly aliases?: Aliases;
  /** Runs that were taken out, with the reasons. */
  readonly invalid?: InvalidRuns;
  /** Keeps documents in memory where no archive has them, for hosts that hand them on. */
  readonly keepDocuments?: boolean;
}

/** What a host offers. */
interface BackendPorts extends Pick<CollectorOptions, 'log' | 'acknowledgements' | 'helpers'> {
  /** The time, in milliseconds since 1970. */
  readonly now: () => number;
  /** A clock in milliseconds that never goes back. */
  readonly clock: () => number;
  /** Lets the host do other things first. */
  readonly pause: () => Promise<void>;
  /** How long a slice of work takes at most, in milliseconds. */
  readonly slice?: number;
  readonly sha256: Sha256;
  /** The archive's folder; left out, nights are kept in memory alone. */
  readonly files?: Files;
}

/** Returns what keeps nights fresh from a source, and in the host's archive, and answers for them; not yet open. */
export function createBackend(
  { source, asked, commits, ...chosen }: ChosenSource,
  { aliases, invalid, keepDocuments, ...settings }: BackendSettings,
  { now, clock, pause, slice, sha256, files, ...ports }: BackendPorts
): Collector {
  const jobs = createJobRunner({ now: clock, pause, slice });
  return new Collector({
    ...chosen,
    ...settings,
    ...ports,
    now,
    jobs,
    store: new NightStore({
      source,
      asked,
      aliases,
      invalid,
      keepDocuments,
      archive: files && new Archive(files, sha256),
      memory: files && new NightMemory(files),
      now,
      ttl: 0,
      jobs,
    }),
    events: files && new EventMemory(files),
    analyses: files && new AnalysisMemory(files, settings.sensitivity),
    commits: new CommitRanges({ source: commits, files, now, log: ports.log }),
    queue: new QuestionQueue({ now: clock, pause }),
  });
}
