import { Detection } from '../../core';
import { CommitRanges } from '../../backend/commitRanges';
import { createJobRunner } from '../../backend/jobRunner';
import { localService, type LocalServiceOptions } from '../../backend/localService';
import { type NightService } from '../../backend/nightService';
import { NightStore } from '../../backend/store/nightStore';
import { SnapshotMaker } from '../../backend/snapshot';
import { type ChosenSource } from '../../sources/source';

interface BrowserOptions {
  readonly now: () => number;
  /** How long what was loaded is good, in milliseconds. */
  readonly ttl: number;
}

/** Returns a service that answers in the browser, from the runs of a source. */
export function browserService(chosen: ChosenSource, { now, ttl }: BrowserOptions): NightService {
  const { source, repositoryUrl, notices, commits, sparing } = chosen;
  const ranges = commits && new CommitRanges({ source: commits, sparing, now, log: () => undefined });
  const store = new NightStore({ source, now, ttl });
  const jobs = createJobRunner({ now: () => performance.now(), pause });
  const knowledge = () => ({ now: now() });
  return localService({
    now,
    repositoryUrl,
    store,
    snapshots: new SnapshotMaker({ store, jobs, detection: new Detection(), knowledge }),
    notices,
    commits: ranges && hurried(ranges),
    loads: true,
  });
}

/** What is found waits no longer for the names of its commits, in milliseconds; they come with the next question then. */
const COMMITS_PATIENCE = 3000;

function hurried(ranges: CommitRanges): NonNullable<LocalServiceOptions['commits']> {
  return {
    between: ranges.between,
    get releases() {
      return ranges.releases;
    },
    get version() {
      return ranges.version;
    },
    look: (...asked) => Promise.race([ranges.look(...asked), pause(COMMITS_PATIENCE)]),
  };
}

/** Lets the browser draw and hear its user. */
export function pause(ms = 0): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
