import { Detection, type Notice } from '../core';
import { createJobRunner } from '../service/jobRunner';
import { localService } from '../service/localService';
import { type NightService } from '../service/nightService';
import { NightStore } from '../service/nightStore';
import { SnapshotMaker } from '../service/snapshot';
import { type RunSource } from '../sources/runSource';

interface BrowserOptions {
  readonly now: () => number;
  /** How long what was loaded is good, in milliseconds. */
  readonly ttl: number;
  readonly repositoryUrl: string;
  readonly notice?: Notice;
}

/** Returns a service that answers in the browser, from the runs of a source. */
export function browserService(source: RunSource, { now, ttl, repositoryUrl, notice }: BrowserOptions): NightService {
  const store = new NightStore({ source, now, ttl });
  const jobs = createJobRunner({ now: () => performance.now(), pause });
  const knowledge = () => ({ now: now() });
  return localService({
    now,
    repositoryUrl,
    store,
    snapshots: new SnapshotMaker({ store, jobs, detection: new Detection(), knowledge }),
    notices: () => (notice ? [notice] : []),
    loads: true,
  });
}

/** Lets the browser draw and hear its user. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
