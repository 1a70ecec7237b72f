import { hashHex, type RunRecord, type WorkflowRun } from '../../core';
import { type RunSource } from '../runSource';
import { demoResults } from './demoDocument';

export interface DemoOptions {
  readonly seed?: string;
  /** Milliseconds since 1970; the demo's last night is the last whole one before it. */
  readonly end: () => number;
  readonly nights?: number;
}

export const DEMO_NIGHTS = 90;
export const DEMO_NOTICE = 'Demo data: invented numbers, not measurements.';
/** Links of the demo lead here: a name that is reserved for what does not exist. */
export const DEMO_REPOSITORY_URL = 'https://demo.invalid/sglang';

const MS_A_DAY = 24 * 60 * 60 * 1000;
const MS_AN_HOUR = MS_A_DAY / 24;

/** Nights before the end on which nothing ran, on which no results came, and on which a partition got lost. */
const NOTHING_RAN = new Set([12, 47]);
const NO_RESULTS = new Set([37]);
const LOST_PARTITION = new Set([25]);
/** Nights before the end on which a release branch ran too. */
const RELEASES: ReadonlyMap<number, string> = new Map([
  [27, 'release/v0.5.8'],
  [5, 'release/v0.5.9'],
]);

/** Returns a source of invented nights: the same seed and end give the same nights. */
export function demoSource({ seed = 'sglang', end, nights = DEMO_NIGHTS }: DemoOptions): RunSource {
  return {
    load(window, { isKnown, onRecord } = {}) {
      const wanted = demoRuns(seed, end(), nights).filter(({ workflowRun }) => {
        const created = Date.parse(workflowRun.createdAt);
        return created >= window.from && created <= window.to && !isKnown?.(workflowRun);
      });
      const records = wanted.map((run) => demoRecord(seed, run));
      records.forEach((record, index) => onRecord?.(record, { done: index + 1, total: records.length }));
      return Promise.resolve({ records, failures: [] });
    },
  };
}

interface DemoRun {
  readonly workflowRun: WorkflowRun;
  readonly night: number;
  readonly day: number;
}

/** Newest first. A night starts at 00:30 UTC and its results are merged at 06:30. */
function demoRuns(seed: string, end: number, nights: number): DemoRun[] {
  const lastDay = Math.floor((end - 6.5 * MS_AN_HOUR) / MS_A_DAY);
  const runs: DemoRun[] = [];
  for (let night = 0; night < nights; night++) {
    const day = lastDay - night;
    const release = RELEASES.get(night);
    if (release) {
      runs.push({ night, day, workflowRun: workflowRun(seed, day, release) });
    }
    if (!NOTHING_RAN.has(night)) {
      runs.push({
        night,
        day,
        workflowRun: workflowRun(seed, day, 'main', NO_RESULTS.has(night) ? 'failure' : 'success'),
      });
    }
  }
  return runs;
}

function workflowRun(seed: string, day: number, branch: string, conclusion = 'success'): WorkflowRun {
  const release = branch !== 'main';
  return {
    id: String(day * 1_000_000 + (release ? 500_000 : 0)),
    attempt: 1,
    createdAt: new Date(day * MS_A_DAY + (release ? 3.5 : 0.5) * MS_AN_HOUR).toISOString(),
    commit: hashHex([seed, day, branch].join('|'), 40),
    branch,
    event: release ? 'workflow_dispatch' : 'schedule',
    conclusion,
  };
}

function demoRecord(seed: string, { workflowRun: run, night, day }: DemoRun): RunRecord {
  if (run.conclusion === 'failure') {
    return { workflowRun: run, absence: { kind: 'notFound', message: 'the run made no results (demo)' } };
  }
  const date = new Date(day * MS_A_DAY).toISOString().slice(0, 10);
  const merged = Date.parse(run.createdAt) + 6 * MS_AN_HOUR;
  return {
    workflowRun: run,
    document: {
      run_id: run.id,
      run_date: new Date(merged).toISOString().replace('Z', '123+00:00'),
      commit_sha: run.commit,
      branch: run.branch,
      results: demoResults({
        seed: run.branch === 'main' ? seed : `${seed} ${run.branch}`,
        date,
        night,
        lostPartition: LOST_PARTITION.has(night) ? 2 : undefined,
      }),
    },
  };
}
