import { Detection } from '../../src/core';
import { CommitRanges } from '../../src/backend/commitRanges';
import { createJobRunner } from '../../src/backend/jobRunner';
import { localService } from '../../src/backend/localService';
import { type NightService } from '../../src/backend/nightService';
import { NightStore } from '../../src/backend/store/nightStore';
import { SnapshotMaker } from '../../src/backend/snapshot';
import { type CommitSource } from '../../src/sources/commitSource';
import { type RunSource } from '../../src/sources/runSource';

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
