import { type Issue } from './issue';

/** What GitHub knows of a workflow run, in our names. Sources other than GitHub may not have it. */
export interface WorkflowRun {
  /** The run's number in the repository, as text. */
  readonly id: string;
  /** 1 for the first try; a re-run has a higher one and may have replaced its artifact. */
  readonly attempt: number;
  readonly createdAt: string;
  readonly commit: string;
  readonly branch: string;
  readonly event: string;
  readonly conclusion: string;
  /** When it was last changed, which is when it ended; left out where the source does not know. */
  readonly updatedAt?: string;
  /** The workflow file, where a source reads several. */
  readonly workflow?: string;
  /** Whether it ran on commits of a fork or a pull request: what its document says of a branch is none of this repository's. */
  readonly isForeign?: boolean;
  /**
   * What it measured, where that is not the branch that its document names: the branch of a release, where another workflow called
   * the nightly one, or `started by hand`, where it measures an image that somebody chose.
   */
  readonly release?: string;
}

/** One nightly run. Text that is not known is empty. */
export interface Run {
  readonly id: string;
  readonly attempt: number;
  /** Milliseconds since 1970: when the results were merged, or when the run was created where that is not known. */
  readonly time: number;
  /** Milliseconds since 1970 at which the run was created; left out where only the document is known. */
  readonly createdAt?: number;
  readonly commit: string;
  readonly branch: string;
  readonly event: string;
  readonly conclusion: string;
  /** The workflow file, where a source reads several. */
  readonly workflow?: string;
}

/** Whether this is a later state of the same run. */
export function isNewer(run: Run, known: Run): boolean {
  return run.attempt > known.attempt || (run.attempt === known.attempt && run.time > known.time);
}

/** Why a run has no results. */
export interface Absence {
  readonly kind: string;
  readonly message: string;
  /** What was asked for where nothing of that name was found: of another name there may be something. */
  readonly asked?: string;
}

/** One run as a source gives it: what GitHub says of it, and its document or the reason why there is none. */
export interface RunRecord {
  readonly workflowRun?: WorkflowRun;
  /** The parsed document as it came; undefined where there is none. */
  readonly document?: unknown;
  /** The document's own bytes as text, where the source has them. */
  readonly text?: string;
  /** What was wrong with the document before its fields were looked at. */
  readonly issues?: readonly Issue[];
  readonly absence?: Absence;
}
