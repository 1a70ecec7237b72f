import { Detection, type Notice } from '../core';
import { CommitRanges } from '../service/commitRanges';
import { createJobRunner } from '../service/jobRunner';
import { localService } from '../service/localService';
import { type NightService } from '../service/nightService';
import { NightStore } from '../service/nightStore';
import { SnapshotMaker } from '../service/snapshot';
import { type CommitSource } from '../sources/commitSource';
import { type RunSource } from '../sources/runSource';

interface BrowserOptions {
  readonly now: () => number;
  /** How long what was loaded is good, in milliseconds. */
  readonly ttl: number;
  readonly repositoryUrl: string;
  readonly notice?: Notice;
  /** Where the commits of incidents come from. */
  readonly commits?: CommitSource;
}

/** Returns a service that answers in the browser, from the runs of a source. */
export function browserService(source: RunSource, options: BrowserOptions): NightService {
  const { now, ttl, repositoryUrl, notice, commits } = options;
  const store = new NightStore({ source, now, ttl });
  const jobs = createJobRunner({ now: () => performance.now(), pause });
  const knowledge = () => ({ now: now() });
  return localService({
    now,
    repositoryUrl,
    store,
    snapshots: new SnapshotMaker({ store, jobs, detection: new Detection(), knowledge }),
    notices: () => (notice ? [notice] : []),
    commits: commits && new CommitRanges({ source: commits, now, log: () => undefined }),
    loads: true,
  });
}

/** Lets the browser draw and hear its user. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
