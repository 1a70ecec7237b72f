import { Detection } from '../core';
import { CommitRanges } from '../service/commitRanges';
import { createJobRunner } from '../service/jobRunner';
import { localService } from '../service/localService';
import { type NightService } from '../service/nightService';
import { NightStore } from '../service/nightStore';
import { SnapshotMaker } from '../service/snapshot';
import { type CommitSource } from '../sources/commitSource';
import { type RunSource } from '../sources/runSource';

interface Options {
  readonly now: () => number;
  readonly ttl?: number;
  readonly repositoryUrl?: string;
  readonly notice?: string;
  readonly commits?: CommitSource;
}

/** Returns a service on the runs of a source, with its store, as the browser has them; its jobs make no pause. */
export function serviceInTests(
  source: RunSource,
  { now, ttl = 60_000, repositoryUrl = '', notice, commits }: Options
): { readonly service: NightService; readonly store: NightStore } {
  const store = new NightStore({ source, ttl, now });
  const jobs = createJobRunner({ now: () => performance.now(), pause: () => Promise.resolve() });
  const service = localService({
    store,
    now,
    repositoryUrl,
    snapshots: new SnapshotMaker({ store, jobs, detection: new Detection(), knowledge: () => ({ now: now() }) }),
    notices: notice ? [{ severity: 'info', text: notice }] : [],
    commits: commits && new CommitRanges({ source: commits, now, log: () => undefined }),
    loads: true,
  });
  return { service, store };
}
