import { bundleOf, dateText, hashHex, MS_PER_DAY, MS_PER_HOUR, type RunRecord, type WorkflowRun } from '../../core';
import { type RunSource } from '../runSource';
import { demoComparison, demoMultinode, type DemoNight, demoResults } from './demoDocument';

interface DemoOptions {
  readonly seed?: string;
  /** Milliseconds since 1970; the demo's last night is the last whole one before it. */
  readonly end: () => number;
  readonly nights?: number;
  /** Called after each night, so that making many does not hold up the host. */
  readonly pause?: () => Promise<void>;
}

const DEMO_NIGHTS = 90;
export const DEMO_NOTICE = 'Demo data: invented numbers, not measurements.';
/** Links of the demo lead here: a name that is reserved for what does not exist. */
export const DEMO_REPOSITORY_URL = 'https://demo.invalid/sglang';

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
export function demoSource({ seed = 'sglang', end, nights = DEMO_NIGHTS, pause }: DemoOptions): RunSource {
  return {
    async load(window, { signal, isKnown, onRecord } = {}) {
      const wanted = demoRuns(seed, end(), nights).filter(({ workflowRun }) => {
        const created = Date.parse(workflowRun.createdAt);
        return created >= window.from && created <= window.to && !isKnown?.(workflowRun);
      });
      const records: RunRecord[] = [];
      for (const run of wanted) {
        signal?.throwIfAborted();
        const record = demoRecord(seed, run);
        records.push(record);
        onRecord?.(record, { done: records.length, total: wanted.length });
        await pause?.();
      }
      return { records, failures: [] };
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
  const lastDay = Math.floor((end - 6.5 * MS_PER_HOUR) / MS_PER_DAY);
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
    createdAt: new Date(day * MS_PER_DAY + (release ? 3.5 : 0.5) * MS_PER_HOUR).toISOString(),
    commit: commitOf([seed, day, branch].join('|')),
    branch,
    event: release ? 'workflow_dispatch' : 'schedule',
    conclusion,
  };
}

/** Forty hexadecimal digits, as a commit has. */
function commitOf(text: string): string {
  return hashHex(text, 32) + hashHex(`${text}|`, 8);
}

function demoRecord(seed: string, { workflowRun: run, night, day }: DemoRun): RunRecord {
  if (run.conclusion === 'failure') {
    return { workflowRun: run, absence: { kind: 'notFound', message: 'the run made no results (demo)' } };
  }
  const merged = new Date(Date.parse(run.createdAt) + 6 * MS_PER_HOUR).toISOString().replace('Z', '123+00:00');
  const made: DemoNight = {
    seed: run.branch === 'main' ? seed : `${seed} ${run.branch}`,
    date: dateText(day * MS_PER_DAY),
    night,
    lostPartition: LOST_PARTITION.has(night) ? 2 : undefined,
  };
  const named = { run_id: run.id, commit_sha: run.commit };
  const document = bundleOf([
    ['consolidated-metrics.json', { ...named, run_date: merged, branch: run.branch, results: demoResults(made) }],
    ['comparison-results.json', { ...named, timestamp: merged, ...demoComparison(made) }],
    ...Object.entries(demoMultinode(made)),
  ]);
  return { workflowRun: run, document };
}
